/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Adds a field that names the Iceberg table of a row, as {@code namespace.table}, for the sink's
 * {@code iceberg.tables.route-field}. The name comes from the topic, {@code
 * <prefix>.<schema>.<table>}. In the list of transforms, this one is after {@link FlattenChange}
 * and before {@link IcebergTypes}.
 *
 * <p>Names follow the rules of S3 Tables, which every other catalog accepts too: lower case
 * letters, digits and underscores, a letter or digit at both ends, at most 255 characters. Two
 * topics that would share a table by these rules are refused, if one task sees both. With {@code
 * unique.names} the name of each table is decided by itself alone.
 */
public final class RouteTable<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
  static final String TARGET_FIELD = "target.field";
  static final String NAMESPACE = "namespace";
  static final String TABLE_FORMAT = "table.format";
  static final String UNIQUE_NAMES = "unique.names";
  static final String TOPIC_PREFIX = "topic.prefix";
  static final String RENAMES = "renames";

  private static final Pattern RENAME =
      Pattern.compile("(\\S+)\\s+AS\\s+(\\S+)", Pattern.CASE_INSENSITIVE);

  /** The options. */
  public static final ConfigDef CONFIG =
      new ConfigDef()
          .define(
              TARGET_FIELD,
              ConfigDef.Type.STRING,
              "_target",
              new ConfigDef.NonEmptyString(),
              ConfigDef.Importance.HIGH,
              "The field to add. Set iceberg.tables.route-field of the sink to the same name. The"
                  + " field also lands as a column.")
          .define(
              NAMESPACE,
              ConfigDef.Type.STRING,
              "",
              new ConfigDef.NonNullValidator(),
              ConfigDef.Importance.HIGH,
              "The Iceberg namespace of all tables. If empty, the namespace of a table is the name"
                  + " of its PostgreSQL schema.")
          .define(
              TABLE_FORMAT,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.LambdaValidator.with(
                  RouteTable::checkFormat, () -> "contains ${table}, may contain ${schema}"),
              ConfigDef.Importance.MEDIUM,
              "The name of the Iceberg table, made of ${schema} and ${table}. ${schema}_${table}"
                  + " keeps tables of several schemas apart in one namespace. If empty, it is"
                  + " ${table}, or with unique.names what that option says.")
          .define(
              UNIQUE_NAMES,
              ConfigDef.Type.BOOLEAN,
              false,
              ConfigDef.Importance.MEDIUM,
              "Whether each table gets a name that no other table gets, for any names in"
                  + " PostgreSQL. Without table.format, a table of the schema public keeps its"
                  + " name, and a table of another schema is schema__table. A name that had to be"
                  + " changed to fit the rules, or that another schema and table could have, ends"
                  + " with _ and 8 hexadecimal digits of a hash of schema and table. A table.format"
                  + " without ${schema} does not tell schemas apart: the second of two tables with"
                  + " one name is refused.")
          .define(
              TOPIC_PREFIX,
              ConfigDef.Type.STRING,
              "",
              new ConfigDef.NonNullValidator(),
              ConfigDef.Importance.LOW,
              "The topic.prefix of the source connector. Needed only if the name of a table has a"
                  + " dot: without this option, the last two parts of a topic are schema and"
                  + " table.")
          .define(
              RENAMES,
              ConfigDef.Type.LIST,
              List.of(),
              ConfigDef.LambdaValidator.with(
                  RouteTable::checkRenames, () -> "table AS name, schema.table AS namespace.name"),
              ConfigDef.Importance.MEDIUM,
              "Tables that get another name than table.format gives them, for example: orders AS o,"
                  + " public.customers AS crm.clients. The left side is written as in the topic. A"
                  + " left side with a schema takes precedence over one without.");

  private final IdentityCache<Extension> extensions = new IdentityCache<>();
  private final Map<String, String> targetByTopic = new HashMap<>();
  private final Map<String, String> topicByTarget = new HashMap<>();
  private Map<String, String> renames = Map.of();
  private String targetField;
  private String namespace;
  private TableFormat tableFormat; // null without table.format
  private boolean uniqueNames;
  private String topicPrefix;

  @Override
  public void configure(Map<String, ?> configs) {
    AbstractConfig config = new AbstractConfig(CONFIG, configs, false);
    targetField = config.getString(TARGET_FIELD);
    namespace = config.getString(NAMESPACE);
    String format = config.getString(TABLE_FORMAT);
    tableFormat = format.isEmpty() ? null : new TableFormat(format);
    uniqueNames = config.getBoolean(UNIQUE_NAMES);
    topicPrefix = config.getString(TOPIC_PREFIX);
    renames = renames(RENAMES, config.getList(RENAMES));
  }

  private static void checkFormat(String key, Object value) {
    String format = String.valueOf(value);
    if (format.isEmpty()) {
      return;
    }
    if (!format.contains(TableFormat.TABLE)) {
      throw new ConfigException(key, value, "must contain " + TableFormat.TABLE);
    }
    if (format.replace(TableFormat.TABLE, "").replace(TableFormat.SCHEMA, "").contains("${")) {
      throw new ConfigException(
          key, value, "may contain " + TableFormat.SCHEMA + " and " + TableFormat.TABLE + " only");
    }
  }

  private static void checkRenames(String key, Object value) {
    renames(key, (List<?>) value);
  }

  private static Map<String, String> renames(String key, List<?> items) {
    Map<String, String> renames = new HashMap<>();
    for (Object item : items) {
      Matcher matcher = RENAME.matcher(item.toString().strip());
      if (!matcher.matches()) {
        throw new ConfigException(key, item, "is not of the form: table AS name");
      }
      if (renames.put(matcher.group(1), matcher.group(2)) != null) {
        throw new ConfigException(key, item, "renames a table a second time");
      }
    }
    return renames;
  }

  /** Records without a value pass unchanged: the sink skips them. */
  @Override
  public R apply(R record) {
    OriginalTopic.require(record);
    Object value = record.value();
    if (value == null) {
      return record;
    }
    if (!(value instanceof Struct struct)) {
      throw new DataException(
          "A record of topic "
              + record.topic()
              + " has a value that is not a struct, and the sink would drop it, because it names no"
              + " table. Use a converter with schemas, and FlattenChange before RouteTable.");
    }
    if (struct instanceof TypedStruct) {
      throw new DataException("In transforms, RouteTable must be before IcebergTypes.");
    }
    Extension extension = extensions.get(struct.schema(), this::extend);
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        extension.schema,
        extension.copy(struct, target(record.topic())),
        record.timestamp());
  }

  private String target(String topic) {
    String target = targetByTopic.get(topic);
    if (target == null) {
      target = route(topic);
      String other = topicByTarget.putIfAbsent(target, topic);
      if (other != null) {
        throw new ConnectException(
            "The topics "
                + other
                + " and "
                + topic
                + " would both be written to the table "
                + target
                + ". Set renames, or table.format=${schema}_${table}.");
      }
      targetByTopic.put(topic, target);
    }
    return target;
  }

  private String route(String topic) {
    String schema;
    String table;
    if (!topicPrefix.isEmpty() && topic.startsWith(topicPrefix + ".")) {
      String name = topic.substring(topicPrefix.length() + 1);
      int dot = name.indexOf('.');
      schema = dot < 0 ? "" : name.substring(0, dot);
      table = name.substring(dot + 1);
    } else {
      int dot = topic.lastIndexOf('.');
      table = topic.substring(dot + 1);
      schema = dot < 0 ? "" : topic.substring(topic.lastIndexOf('.', dot - 1) + 1, dot);
    }

    String targetNamespace = namespace.isEmpty() ? schema : namespace;
    String rename = renames.getOrDefault(schema + "." + table, renames.get(table));
    String targetTable;
    if (rename != null) {
      int dot = rename.indexOf('.');
      targetNamespace = dot < 0 ? targetNamespace : rename.substring(0, dot);
      targetTable = allowed(rename.substring(dot + 1), "table", topic);
    } else if (uniqueNames) {
      targetTable =
          tableFormat == null
              ? TableNames.unique(schema, table)
              : TableNames.unique(tableFormat, schema, table);
    } else {
      String name = tableFormat == null ? table : tableFormat.name(schema, table);
      targetTable = allowed(name, "table", topic);
    }
    return allowed(targetNamespace, "namespace", topic) + "." + targetTable;
  }

  private static String allowed(String name, String what, String topic) {
    String trimmed = TableNames.allowed(name);
    if (trimmed.isEmpty()) {
      throw new ConnectException(
          "The name of the Iceberg "
              + what
              + " for the topic "
              + topic
              + " would have no letter or digit. Set namespace, table.format or renames.");
    }
    return trimmed;
  }

  private Extension extend(Schema schema) {
    if (schema.field(targetField) != null) {
      throw new ConnectException(
          "The rows of "
              + schema.name()
              + " have a column "
              + targetField
              + " already. Set target.field to another name, and iceberg.tables.route-field to the"
              + " same name.");
    }
    return new Extension(schema, targetField);
  }

  /** A schema with the added field, and how a row gets this schema. */
  private static final class Extension {
    private final Schema schema;
    private final Field[] readers;
    private final Field target;

    Extension(Schema original, String targetField) {
      SchemaBuilder builder = SchemaBuilder.struct();
      for (Field field : original.fields()) {
        builder.field(field.name(), field.schema());
      }
      if (original.name() != null) {
        builder.name(original.name());
      }
      if (original.version() != null) {
        builder.version(original.version());
      }
      if (original.isOptional()) {
        builder.optional();
      }
      schema = builder.field(targetField, Schema.OPTIONAL_STRING_SCHEMA).build();
      readers = NullableField.readers(original);
      target = schema.field(targetField);
    }

    Struct copy(Struct row, String targetTable) {
      Struct extended = new Struct(schema);
      List<Field> fields = schema.fields();
      for (int i = 0; i < readers.length; i++) {
        Object value = row.get(readers[i]);
        if (value != null) {
          extended.put(fields.get(i), value);
        }
      }
      return extended.put(target, targetTable);
    }
  }

  @Override
  public ConfigDef config() {
    return CONFIG;
  }

  @Override
  public String version() {
    return Version.CURRENT;
  }

  @Override
  public void close() {}
}

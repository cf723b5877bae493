/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Names the Iceberg table of a topic {@code <prefix>.<schema>.<table>}, by the rules of {@link
 * TableNames}. It refuses a topic whose table is another topic's already, so it remembers the
 * topics that it was asked for. For one thread.
 */
public final class TableRoutes {
  private static final String NAMESPACE = "namespace";
  private static final String TABLE_FORMAT = "table.format";
  private static final String UNIQUE_NAMES = "unique.names";
  private static final String TOPIC_PREFIX = "topic.prefix";
  private static final String RENAMES = "renames";

  private static final Pattern RENAME =
      Pattern.compile("(\\S+)\\s+AS\\s+(\\S+)", Pattern.CASE_INSENSITIVE);

  private final String namespace;
  private final TableFormat tableFormat; // null if there is none
  private final boolean uniqueNames;
  private final String topicPrefix;
  private final Map<String, String> renames;
  private final Map<String, String> targetByTopic = new HashMap<>();
  private final Map<String, String> topicByTarget = new HashMap<>();

  /**
   * @param namespace the namespace of all tables; if empty, a table's namespace is the name of its
   *     schema
   * @param tableFormat the name of a table, made of {@code ${table}} and {@code ${schema}}; empty
   *     without a format
   * @param uniqueNames whether each table gets a name that no other table gets
   * @param topicPrefix the {@code topic.prefix} of the source, or empty
   * @param renames {@code table} or {@code schema.table} → {@code name} or {@code namespace.name}
   */
  public TableRoutes(
      String namespace,
      String tableFormat,
      boolean uniqueNames,
      String topicPrefix,
      Map<String, String> renames) {
    this.namespace = namespace;
    this.tableFormat = tableFormat.isEmpty() ? null : new TableFormat(tableFormat);
    this.uniqueNames = uniqueNames;
    this.topicPrefix = topicPrefix;
    this.renames = Map.copyOf(renames);
  }

  /**
   * Adds the options to a definition.
   *
   * @param prefix what the names start with, or an empty text
   */
  public static ConfigDef define(ConfigDef def, String prefix) {
    return def.define(
            prefix + NAMESPACE,
            ConfigDef.Type.STRING,
            "",
            new ConfigDef.NonNullValidator(),
            ConfigDef.Importance.HIGH,
            "The Iceberg namespace of all tables. If empty, the namespace of a table is the name"
                + " of its PostgreSQL schema.")
        .define(
            prefix + TABLE_FORMAT,
            ConfigDef.Type.STRING,
            "",
            ConfigDef.LambdaValidator.with(
                TableRoutes::checkFormat, () -> "contains ${table}, may contain ${schema}"),
            ConfigDef.Importance.MEDIUM,
            "The name of the Iceberg table, made of ${schema} and ${table}. ${schema}_${table}"
                + " keeps tables of several schemas apart in one namespace. If empty, it is"
                + " ${table}, or with unique.names what that option says.")
        .define(
            prefix + UNIQUE_NAMES,
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
            prefix + TOPIC_PREFIX,
            ConfigDef.Type.STRING,
            "",
            new ConfigDef.NonNullValidator(),
            ConfigDef.Importance.LOW,
            "The topic.prefix of the source connector. Needed only if the name of a table has a"
                + " dot: without this option, the last two parts of a topic are schema and"
                + " table.")
        .define(
            prefix + RENAMES,
            ConfigDef.Type.LIST,
            List.of(),
            ConfigDef.LambdaValidator.with(
                TableRoutes::checkRenames, () -> "table AS name, schema.table AS namespace.name"),
            ConfigDef.Importance.MEDIUM,
            "Tables that get another name than table.format gives them, for example: orders AS o,"
                + " public.customers AS crm.clients. The left side is written as in the topic. A"
                + " left side with a schema takes precedence over one without.");
  }

  /**
   * Returns the routes that a configuration asks for.
   *
   * @param prefix the prefix that the options were defined with
   */
  public static TableRoutes of(AbstractConfig config, String prefix) {
    return new TableRoutes(
        config.getString(prefix + NAMESPACE),
        config.getString(prefix + TABLE_FORMAT),
        config.getBoolean(prefix + UNIQUE_NAMES),
        config.getString(prefix + TOPIC_PREFIX),
        renames(prefix + RENAMES, config.getList(prefix + RENAMES)));
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

  /**
   * Returns the table of a topic, as {@code namespace.table}.
   *
   * @throws ConnectException if the table would have no name, or is the table of another topic
   */
  public String route(String topic) {
    String target = targetByTopic.get(topic);
    if (target == null) {
      target = target(topic);
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

  private String target(String topic) {
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
}

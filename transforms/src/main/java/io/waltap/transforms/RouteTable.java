/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import io.waltap.change.IdentityCache;
import io.waltap.change.NullableField;
import io.waltap.change.TableRoutes;
import io.waltap.change.TypedStruct;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
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

  /** The options. */
  public static final ConfigDef CONFIG =
      TableRoutes.define(
          new ConfigDef()
              .define(
                  TARGET_FIELD,
                  ConfigDef.Type.STRING,
                  "_target",
                  new ConfigDef.NonEmptyString(),
                  ConfigDef.Importance.HIGH,
                  "The field to add. Set iceberg.tables.route-field of the sink to the same name."
                      + " The field also lands as a column."),
          "");

  private final IdentityCache<Extension> extensions = new IdentityCache<>();
  private String targetField;
  private TableRoutes routes;

  @Override
  public void configure(Map<String, ?> configs) {
    AbstractConfig config = new AbstractConfig(CONFIG, configs, false);
    targetField = config.getString(TARGET_FIELD);
    routes = TableRoutes.of(config, "");
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
        extension.copy(struct, routes.route(record.topic())),
        record.timestamp());
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

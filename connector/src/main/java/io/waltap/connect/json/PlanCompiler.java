/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** Compiles a schema into a plan. */
final class PlanCompiler {
  /**
   * Stops at a schema that contains itself, which has no end. Kafka's converter refuses records of
   * more than 1,000 levels.
   */
  private static final int MOST_LEVELS = 100;

  private final JsonSettings settings;
  private final SchemaText schemaText;

  PlanCompiler(JsonSettings settings, SchemaText schemaText) {
    this.settings = settings;
    this.schemaText = schemaText;
  }

  /** The plan, or {@link RecordPlan#NONE} if Kafka's converter has to write the records. */
  RecordPlan compile(Schema schema) {
    if (schema.type() != Schema.Type.STRUCT) {
      return RecordPlan.NONE;
    }
    try {
      JsonWriter payload = writer(schema, 1);
      return settings.schemas()
          ? RecordPlan.enveloped(schemaText.of(schema), payload)
          : RecordPlan.bare(payload);
    } catch (UnwritableException | DataException e) {
      return RecordPlan.NONE;
    }
  }

  private JsonWriter writer(Schema schema, int level) {
    // a schema of another class, such as SchemaBuilder, may still change
    if (!(schema instanceof ConnectSchema)) {
      throw new UnwritableException("a schema that may change");
    }
    if (level > MOST_LEVELS) {
      throw new UnwritableException("a schema with too many levels");
    }
    JsonWriter logical = LogicalWriters.find(schema, settings.numericDecimals());
    if (logical != null) {
      return logical;
    }
    return switch (schema.type()) {
      case ARRAY -> new ArrayWriter(slot(schema.valueSchema(), level + 1));
      case MAP -> map(schema, level);
      case STRUCT -> struct(schema, level);
      case STRING, INT64 -> new RepeatedWriter(ScalarWriters.of(schema.type()));
      default -> ScalarWriters.of(schema.type());
    };
  }

  private JsonWriter map(Schema schema, int level) {
    NullableWriter keys = slot(schema.keySchema(), level + 2);
    if (schema.keySchema().type() != Schema.Type.STRING) {
      return new PairsWriter(keys, slot(schema.valueSchema(), level + 2));
    }
    if (LogicalWriters.find(schema.keySchema(), settings.numericDecimals()) != null) {
      throw new UnwritableException("keys of a logical type");
    }
    return new ObjectWriter(slot(schema.valueSchema(), level + 1));
  }

  private JsonWriter struct(Schema schema, int level) {
    FieldWriter[] fields = new FieldWriter[schema.fields().size()];
    for (int i = 0; i < fields.length; i++) {
      Field field = schema.fields().get(i);
      if (schema.field(field.name()).index() != field.index()) {
        throw new UnwritableException("two fields with the same name");
      }
      fields[i] =
          new FieldWriter(
              label(i == 0 ? '{' : ',', field.name()),
              field,
              settings.defaultsForNulls(),
              slot(field.schema(), level + 1));
    }
    return new StructWriter(schema, fields);
  }

  private NullableWriter slot(Schema schema, int level) {
    JsonWriter writer = writer(schema, level);
    Object ifNull = settings.defaultsForNulls() ? schema.defaultValue() : null;
    return new NullableWriter(writer, ifNull, schema.isOptional());
  }

  private static byte[] label(char before, String name) {
    JsonBuffer label = new JsonBuffer();
    label.ascii(before);
    label.string(name);
    label.ascii(':');
    return label.toByteArray();
  }
}

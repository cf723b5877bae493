/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** From schema to plan. */
final class PlanCompiler {
  /**
   * A schema that contains itself has no end. Kafka's converter refuses records of more than 1,000
   * levels.
   */
  private static final int MOST_LEVELS = 100;

  private final JsonSettings settings;
  private final SchemaText schemaText;

  PlanCompiler(JsonSettings settings, SchemaText schemaText) {
    this.settings = settings;
    this.schemaText = schemaText;
  }

  /** The plan; {@link RecordPlan#NONE} for what is left to Kafka's converter. */
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
    // of other classes, SchemaBuilder above all, one cannot know that they stay as they are
    if (!(schema instanceof ConnectSchema)) {
      throw new UnwritableException("a schema that may change");
    }
    if (level > MOST_LEVELS) {
      throw new UnwritableException("a schema of too many levels");
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
      throw new UnwritableException("names that are not written as they are");
    }
    return new ObjectWriter(slot(schema.valueSchema(), level + 1));
  }

  private JsonWriter struct(Schema schema, int level) {
    FieldWriter[] fields = new FieldWriter[schema.fields().size()];
    for (int i = 0; i < fields.length; i++) {
      Field field = schema.fields().get(i);
      if (schema.field(field.name()).index() != field.index()) {
        throw new UnwritableException("two fields of one name");
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

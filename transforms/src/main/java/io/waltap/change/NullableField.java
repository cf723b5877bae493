/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Reads a field as it is stored: its schema is optional and has no default, and a null is read as
 * null.
 *
 * <p>{@link Struct#get(Field)} replaces a null by the default of the schema. It uses only the index
 * and the schema of the field that it gets. So a field with the same index and a schema without a
 * default reads the stored value, by index and without a search by name.
 */
public final class NullableField {
  private final Schema schema;
  private final Field reader;

  /**
   * Not null if the values are structs whose own schema is not {@link #schema}. Such values are
   * copied into it.
   */
  private final Field[] structReaders;

  private NullableField(Schema schema, Field reader, Field[] structReaders) {
    this.schema = schema;
    this.reader = reader;
    this.structReaders = structReaders;
  }

  /** Returns the reader of a field. */
  public static NullableField of(Field field) {
    Schema schema = nullable(field.schema());
    Field reader = new Field(field.name(), field.index(), schema);
    boolean copied = schema.type() == Schema.Type.STRUCT && !isNullable(field.schema());
    return new NullableField(schema, reader, copied ? readers(schema) : null);
  }

  /**
   * The fields for reading a struct that is copied unchanged. They have defaults only where a null
   * is not allowed.
   */
  public static Field[] readers(Schema struct) {
    List<Field> fields = struct.fields();
    Field[] readers = new Field[fields.size()];
    for (int i = 0; i < readers.length; i++) {
      Field field = fields.get(i);
      readers[i] =
          field.schema().isOptional()
              ? new Field(field.name(), field.index(), nullable(field.schema()))
              : field;
    }
    return readers;
  }

  /** The same schema, but optional and without a default. */
  public static Schema nullable(Schema schema) {
    if (isNullable(schema)) {
      return schema;
    }
    SchemaBuilder builder =
        switch (schema.type()) {
          case ARRAY -> SchemaBuilder.array(schema.valueSchema());
          case MAP -> SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
          default -> new SchemaBuilder(schema.type());
        };
    if (schema.type() == Schema.Type.STRUCT) {
      for (Field field : schema.fields()) {
        builder.field(field.name(), field.schema());
      }
    }
    if (schema.name() != null) {
      builder.name(schema.name());
    }
    if (schema.version() != null) {
      builder.version(schema.version());
    }
    if (schema.doc() != null) {
      builder.doc(schema.doc());
    }
    if (schema.parameters() != null) {
      builder.parameters(schema.parameters());
    }
    return builder.optional().build();
  }

  private static boolean isNullable(Schema schema) {
    return schema.isOptional() && schema.defaultValue() == null;
  }

  /** The schema of the values that are read. */
  public Schema schema() {
    return schema;
  }

  /** Returns the stored value, or null. */
  public Object read(Struct row) {
    Object value = row.get(reader);
    if (structReaders == null || value == null) {
      return value;
    }
    Struct struct = (Struct) value;
    Struct copy = new Struct(schema);
    List<Field> fields = schema.fields();
    for (int i = 0; i < structReaders.length; i++) {
      copy.put(fields.get(i), struct.get(structReaders[i]));
    }
    return copy;
  }
}

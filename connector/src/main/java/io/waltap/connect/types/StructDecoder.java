/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import io.waltap.connect.struct.StructValues;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * A decoder of structs. It holds the structs' schema, which must equal the schema of the column's
 * field.
 */
abstract class StructDecoder extends ColumnDecoder {

  private final Schema structSchema;
  private final Field[] fields;

  StructDecoder(Schema structSchema) {
    this.structSchema = structSchema;
    this.fields = structSchema.fields().toArray(new Field[0]);
  }

  /** The same decoder for another schema with the same fields. */
  abstract StructDecoder bind(Schema columnSchema);

  @Override
  public final ColumnDecoder withSchema(Schema columnSchema) {
    return bind(columnSchema);
  }

  @Override
  public boolean carriesDefault() {
    return false;
  }

  final Struct newStruct() {
    return new Struct(structSchema);
  }

  final Schema fieldSchema(int index) {
    return fields[index].schema();
  }

  final void put(Struct struct, int index, Object value) {
    StructValues.set(struct, fields[index], value);
  }
}

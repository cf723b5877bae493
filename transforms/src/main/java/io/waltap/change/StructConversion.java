/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Converts a struct field by field, by index. */
public final class StructConversion extends ValueConversion {
  private final Field[] readers;
  private final ValueConversion[] conversions;
  private final boolean identity;

  /**
   * @param readers the fields of the input, without defaults
   * @param conversions the conversions of the fields, in the same order
   * @param identity whether no value needs to be changed
   */
  StructConversion(
      Schema schema,
      ColumnType type,
      Field[] readers,
      ValueConversion[] conversions,
      boolean identity) {
    super(schema, type);
    this.readers = readers;
    this.conversions = conversions;
    this.identity = identity;
  }

  @Override
  public boolean isIdentity() {
    return identity;
  }

  @Override
  public Object convert(Object value) {
    return identity ? value : typed((Struct) value);
  }

  /** Returns a struct with the converted values, also if no value needs to be changed. */
  public TypedStruct typed(Struct struct) {
    Object[] values = new Object[readers.length];
    for (int i = 0; i < values.length; i++) {
      Object value = struct.get(readers[i]);
      values[i] = value == null ? null : conversions[i].convert(value);
    }
    return new TypedStruct(schema(), values);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** Writes one field of a Struct with its name. */
final class FieldWriter {
  private final byte[] label;
  private final Field field;
  private final boolean byIndex;
  private final NullableWriter slot;

  /**
   * @param label everything before the value, which includes the field's name
   * @param defaultsForNulls whether {@code slot} writes the schema's default for null
   */
  FieldWriter(byte[] label, Field field, boolean defaultsForNulls, NullableWriter slot) {
    this.label = label;
    this.field = field;
    this.slot = slot;
    // Struct.get(field) is faster, but returns the default for null
    this.byIndex = defaultsForNulls || field.schema().defaultValue() == null;
  }

  void write(Struct struct, JsonBuffer out) {
    out.raw(label);
    slot.write(byIndex ? struct.get(field) : struct.getWithoutDefault(field.name()), out);
  }
}

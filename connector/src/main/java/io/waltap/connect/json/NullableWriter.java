/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

/** Writes a field, or an element of an array or map: a value or null. */
final class NullableWriter {
  private final JsonWriter writer;
  private final Object ifNull;
  private final boolean optional;

  /**
   * @param ifNull the value to write instead of null, or null for none
   */
  NullableWriter(JsonWriter writer, Object ifNull, boolean optional) {
    this.writer = writer;
    this.ifNull = ifNull;
    this.optional = optional;
  }

  void write(Object value, JsonBuffer out) {
    Object written = value == null ? ifNull : value;
    if (written != null) {
      writer.write(written, out);
    } else if (optional) {
      out.nullValue();
    } else {
      throw new UnwritableException("null for a required value");
    }
  }
}

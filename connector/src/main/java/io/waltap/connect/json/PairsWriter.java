/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.util.Map;

/** Writes a map whose keys are not strings as a JSON array of pairs. */
final class PairsWriter implements JsonWriter {
  private final NullableWriter keys;
  private final NullableWriter values;

  PairsWriter(NullableWriter keys, NullableWriter values) {
    this.keys = keys;
    this.values = values;
  }

  @Override
  public void write(Object value, JsonBuffer out) {
    out.ascii('[');
    boolean first = true;
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
      if (!first) {
        out.ascii(',');
      }
      first = false;
      out.ascii('[');
      keys.write(entry.getKey(), out);
      out.ascii(',');
      values.write(entry.getValue(), out);
      out.ascii(']');
    }
    out.ascii(']');
  }
}

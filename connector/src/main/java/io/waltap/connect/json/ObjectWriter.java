/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.util.Map;

/** Writes a map whose keys are strings as a JSON object. */
final class ObjectWriter implements JsonWriter {
  private final NullableWriter values;

  ObjectWriter(NullableWriter values) {
    this.values = values;
  }

  @Override
  public void write(Object value, JsonBuffer out) {
    out.ascii('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
      // Kafka's converter also makes names of other keys, null among them. A name may then appear
      // twice, and the last one counts.
      if (!(entry.getKey() instanceof String name)) {
        throw new UnwritableException("a key that is not a string");
      }
      if (!first) {
        out.ascii(',');
      }
      first = false;
      out.string(name);
      out.ascii(':');
      values.write(entry.getValue(), out);
    }
    out.ascii('}');
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.util.Map;

/** Map whose keys are strings to object. */
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
      // Kafka's converter makes a name of other keys, null among them, too; it may then be there
      // twice,
      // and the last one counts
      if (!(entry.getKey() instanceof String name)) {
        throw new UnwritableException("a key that is no string");
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

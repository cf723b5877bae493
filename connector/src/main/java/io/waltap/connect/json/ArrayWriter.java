/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.util.Collection;

/** Writes an array as a JSON array. */
final class ArrayWriter implements JsonWriter {
  private final NullableWriter elements;

  ArrayWriter(NullableWriter elements) {
    this.elements = elements;
  }

  @Override
  public void write(Object value, JsonBuffer out) {
    out.ascii('[');
    boolean first = true;
    for (Object element : (Collection<?>) value) {
      if (!first) {
        out.ascii(',');
      }
      first = false;
      elements.write(element, out);
    }
    out.ascii(']');
  }
}

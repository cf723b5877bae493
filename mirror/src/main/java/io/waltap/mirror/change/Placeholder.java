/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.change;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/**
 * Debezium's sign that a value was not sent. It writes it into columns of text, bytes and lists of
 * text; other types get something that cannot be told from a value.
 */
final class Placeholder {
  private final String text;
  private final ByteBuffer bytes;
  private final List<String> list;

  /**
   * @param text the {@code unavailable.value.placeholder} of the source
   */
  Placeholder(String text) {
    this.text = text;
    this.bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    this.list = List.of(text);
  }

  /** The places of values that were not sent, or null if all were. */
  BitSet in(Object[] values) {
    BitSet places = null;
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (text.equals(value) || bytes.equals(value) || list.equals(value)) {
        places = places == null ? new BitSet(values.length) : places;
        places.set(i);
      }
    }
    return places;
  }
}

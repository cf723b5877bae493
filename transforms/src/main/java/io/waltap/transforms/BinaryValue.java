/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import java.nio.ByteBuffer;

/** Connect allows two classes for bytes: {@code byte[]} and {@link ByteBuffer}. */
final class BinaryValue {
  private BinaryValue() {}

  /**
   * An array as it is, null for null, and a copy of what remains in a buffer, whose position does
   * not move.
   */
  static byte[] bytes(Object value) {
    if (!(value instanceof ByteBuffer buffer)) {
      return (byte[]) value;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}

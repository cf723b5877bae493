/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.nio.ByteBuffer;

/** Connect allows two classes for bytes: {@code byte[]} and {@link ByteBuffer}. */
public final class BinaryValue {
  private BinaryValue() {}

  /**
   * Returns an array as it is, and null for null. Of a buffer it copies the remaining bytes; the
   * buffer's position does not move.
   */
  public static byte[] bytes(Object value) {
    if (!(value instanceof ByteBuffer buffer)) {
      return (byte[]) value;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}

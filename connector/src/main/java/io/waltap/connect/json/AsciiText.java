/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks through ASCII characters for those that JSON may want escaped, eight at once. */
final class AsciiText {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101010101010101L;
  private static final long TOP_BITS = 0x8080808080808080L;

  private AsciiText() {}

  /**
   * Where the first quote, backslash, control character or question mark is; the array's length if there is none. A question mark is what
   * the JVM makes of half a surrogate pair.
   *
   * @param ascii no byte is negative
   */
  static int next(byte[] ascii, int from) {
    int at = from;
    while (at + Long.BYTES <= ascii.length) {
      // A byte's top bit says that it is one. Above the first such byte there may be wrong ones,
      // for a
      // subtraction borrows from the byte above; and the first is all that counts
      long found = found((long) EIGHT.get(ascii, at));
      if (found != 0) {
        return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
      at += Long.BYTES;
    }
    while (at < ascii.length && found(ascii[at] | ' ' * EACH << Byte.SIZE) == 0) {
      at++;
    }
    return at;
  }

  private static long found(long eight) {
    long controls = eight - ' ' * EACH;
    return (controls | equal(eight, '"') | equal(eight, '\\') | equal(eight, '?'))
        & ~eight
        & TOP_BITS;
  }

  /** The top bits of bytes that are that character, and others that {@link #found} masks. */
  private static long equal(long eight, char character) {
    return (eight ^ character * EACH) - EACH;
  }
}

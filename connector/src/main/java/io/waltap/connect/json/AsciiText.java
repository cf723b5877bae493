/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes ASCII characters as they are between the quotes of a JSON string. It copies eight
 * characters at once if none of them may need an escape.
 */
final class AsciiText {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101010101010101L;
  private static final long TOP_BITS = 0x8080808080808080L;

  private AsciiText() {}

  /**
   * The space that this many characters may need. All of them may be escaped, and eight bytes may
   * be copied beyond the end.
   */
  static int most(int characters) {
    return StringText.MOST_PER_CHAR * characters + Long.BYTES;
  }

  /**
   * Writes characters. The caller has made enough space.
   *
   * @param text the source of characters that may need an escape, since half a surrogate pair is a
   *     question mark among the bytes
   * @param ascii the text's bytes, none of which is negative
   * @return the position after the characters
   */
  static int write(String text, byte[] ascii, int from, int to, byte[] out, int position) {
    int in = from;
    int at = position;
    while (in + Long.BYTES <= to) {
      long eight = (long) EIGHT.get(ascii, in);
      EIGHT.set(out, at, eight);
      long found = found(eight);
      if (found == 0) {
        in += Long.BYTES;
        at += Long.BYTES;
      } else {
        // The top bit of a byte marks a character that was found. Bytes above the first one may be
        // marked wrongly, because a subtraction borrows from them. Only the first one counts.
        int plain = Long.numberOfTrailingZeros(found) / Byte.SIZE;
        in += plain;
        at = StringText.write(text, in, in + 1, out, at + plain);
        in++;
      }
    }
    return StringText.write(text, in, to, out, at);
  }

  /** Marks quotes, backslashes, control characters and question marks by their top bits. */
  private static long found(long eight) {
    long controls = eight - ' ' * EACH;
    return (controls | equal(eight, '"') | equal(eight, '\\') | equal(eight, '?'))
        & ~eight
        & TOP_BITS;
  }

  /**
   * Marks the bytes that are this character by their top bits, and other bytes that {@link #found}
   * masks.
   */
  private static long equal(long eight, char character) {
    return (eight ^ character * EACH) - EACH;
  }
}

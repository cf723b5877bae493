/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * ASCII characters as JSON has them within quotes, copied eight at once as far as none of them may
 * want an escape.
 */
final class AsciiText {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101010101010101L;
  private static final long TOP_BITS = 0x8080808080808080L;

  private AsciiText() {}

  /**
   * The room that so many characters may need: all of them escaped, and eight bytes that are copied
   * beyond the end.
   */
  static int most(int characters) {
    return StringText.MOST_PER_CHAR * characters + Long.BYTES;
  }

  /**
   * Writes characters, for which there is room.
   *
   * @param text is asked for characters that may want an escape: half a surrogate pair is a
   *     question mark among the bytes
   * @param ascii the text's bytes, none of which is negative
   * @return the position behind them
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
        // A byte's top bit says that it is one. Above the first such byte there may be wrong ones,
        // for a subtraction borrows from there; and the first is all that counts
        int plain = Long.numberOfTrailingZeros(found) / Byte.SIZE;
        in += plain;
        at = StringText.write(text, in, in + 1, out, at + plain);
        in++;
      }
    }
    return StringText.write(text, in, to, out, at);
  }

  /** Quotes, backslashes, control characters and question marks. */
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

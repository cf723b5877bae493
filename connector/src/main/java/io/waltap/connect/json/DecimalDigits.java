/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

/** Writes whole numbers without making a string first. */
final class DecimalDigits {
  /** The length of the longest number: a sign and 19 digits. */
  static final int MOST = 20;

  /** The first digit of each number from 0 to 99; {@code ONES} has the second digit. */
  private static final byte[] TENS = new byte[100];

  private static final byte[] ONES = new byte[100];

  static {
    for (int i = 0; i < 100; i++) {
      TENS[i] = (byte) ('0' + i / 10);
      ONES[i] = (byte) ('0' + i % 10);
    }
  }

  private DecimalDigits() {}

  /**
   * Writes a number. The caller has made enough space.
   *
   * @return the position after the number
   */
  static int write(long value, byte[] out, int position) {
    int start = position;
    if (value < 0) {
      out[start] = '-';
      start++;
    }
    // the smallest number has no positive counterpart, so all numbers are made negative
    long rest = value < 0 ? value : -value;
    int end = start + digits(rest);
    int at = end;
    while (rest <= -10) {
      long hundreds = rest / 100;
      int pair = (int) (100 * hundreds - rest);
      at -= 2;
      out[at] = TENS[pair];
      out[at + 1] = ONES[pair];
      rest = hundreds;
    }
    if (at > start) {
      out[start] = (byte) ('0' - rest);
    }
    return end;
  }

  private static int digits(long negative) {
    int digits = 1;
    for (long bound = -10; digits < MOST - 1 && negative <= bound; bound *= 10) {
      digits++;
    }
    return digits;
  }
}

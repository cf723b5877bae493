/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * PostgreSQL's {@code numeric} in binary: the number of digits, the weight of the first digit, the
 * sign, the display scale, then the digits. The digits have base 10,000 and take two bytes each.
 * The digit at index i counts 10,000^(weight - i).
 */
final class PgNumeric {

  static final int NAN = 0xC000;
  static final int POSITIVE_INFINITY = 0xD000;
  static final int NEGATIVE_INFINITY = 0xF000;

  private static final int NEGATIVE = 0x4000;
  private static final int HEADER = 8;
  private static final int DIGITS_OF_A_LONG = 18;
  private static final int MAX_SCALE = 0x3FFF;
  private static final long[] POWERS_OF_TEN = powersOfTen();

  private PgNumeric() {}

  /** The sign word: {@link #NAN}, one of the infinities, or another value for a number. */
  static int sign(byte[] data, int offset, int length) {
    if (length < HEADER) {
      throw WireReader.malformed("numeric of " + length + " bytes");
    }
    return WireReader.int2(data, offset + 4) & 0xFFFF;
  }

  /**
   * The number with its display scale, or null for NaN and the infinities, which {@link #sign}
   * tells apart.
   */
  static BigDecimal read(byte[] data, int offset, int length) {
    int sign = sign(data, offset, length);
    if (sign == NAN || sign == POSITIVE_INFINITY || sign == NEGATIVE_INFINITY) {
      return null;
    }
    int count = WireReader.int2(data, offset) & 0xFFFF;
    int weight = WireReader.int2(data, offset + 2);
    int displayScale = WireReader.int2(data, offset + 6) & 0xFFFF;
    if (length != HEADER + 2 * count
        || displayScale > MAX_SCALE
        || (sign != 0 && sign != NEGATIVE)) {
      throw WireReader.malformed("numeric of " + length + " bytes with " + count + " digits");
    }
    int digits = offset + HEADER;
    int scale = 4 * (count - weight - 1);
    int missing = displayScale - scale;
    if (4 * count + Math.max(0, missing) <= DIGITS_OF_A_LONG && missing >= -DIGITS_OF_A_LONG) {
      long unscaled = small(data, digits, count);
      unscaled =
          missing >= 0 ? unscaled * POWERS_OF_TEN[missing] : unscaled / POWERS_OF_TEN[-missing];
      return BigDecimal.valueOf(sign == NEGATIVE ? -unscaled : unscaled, displayScale);
    }
    BigInteger unscaled = large(data, digits, count);
    return new BigDecimal(sign == NEGATIVE ? unscaled.negate() : unscaled, scale)
        .setScale(displayScale, RoundingMode.HALF_UP);
  }

  /**
   * Like {@link #read}, but without zeros at the end of the fraction. The scale is not negative.
   */
  static BigDecimal readShortest(byte[] data, int offset, int length) {
    BigDecimal value = read(data, offset, length);
    if (value == null || value.scale() == 0) {
      return value;
    }
    if (value.precision() <= DIGITS_OF_A_LONG) {
      BigDecimal shortest = value.stripTrailingZeros();
      return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
    // Removing zeros one by one takes seconds for 1e131071. Most of them are not in the digits: the
    // display scale has made them, and one division removes them.
    int count = (length - HEADER) / 2;
    while (count > 0 && WireReader.int2(data, offset + HEADER + 2 * (count - 1)) == 0) {
      count--;
    }
    int digitScale = 4 * (count - WireReader.int2(data, offset + 2) - 1);
    BigDecimal shorter =
        value.setScale(Math.min(value.scale(), Math.max(0, digitScale)), RoundingMode.HALF_UP);
    while (shorter.scale() > 0) {
      BigInteger[] parts = shorter.unscaledValue().divideAndRemainder(BigInteger.TEN);
      if (parts[1].signum() != 0) {
        break;
      }
      shorter = new BigDecimal(parts[0], shorter.scale() - 1);
    }
    return shorter;
  }

  /** PostgreSQL's text form. */
  static void appendText(byte[] data, int offset, int length, StringBuilder out) {
    BigDecimal value = read(data, offset, length);
    if (value != null) {
      out.append(value.toPlainString());
      return;
    }
    int sign = sign(data, offset, length);
    if (sign == NAN) {
      out.append("NaN");
    } else {
      out.append(sign == POSITIVE_INFINITY ? "Infinity" : "-Infinity");
    }
  }

  private static long small(byte[] data, int position, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value * 10_000 + digit(data, position + 2 * i);
    }
    return value;
  }

  /**
   * Splits long numbers in halves, so that there are few large multiplications, of numbers of
   * similar size.
   */
  private static BigInteger large(byte[] data, int position, int count) {
    if (count <= 4) {
      return BigInteger.valueOf(small(data, position, count));
    }
    int low = (count / 2 + 3) / 4 * 4;
    BigInteger upper = large(data, position, count - low);
    BigInteger lower = large(data, position + 2 * (count - low), low);
    return upper.multiply(BigInteger.TEN.pow(4 * low)).add(lower);
  }

  private static int digit(byte[] data, int position) {
    int digit = WireReader.int2(data, position);
    if (digit < 0 || digit > 9_999) {
      throw WireReader.malformed("numeric with a digit out of range");
    }
    return digit;
  }

  private static long[] powersOfTen() {
    long[] powers = new long[DIGITS_OF_A_LONG + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}

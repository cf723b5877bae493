/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * PostgreSQL's text form of floating point numbers: the shortest digits that give the same number
 * when they are read.
 */
final class NumberText {

  /** Numbers with an exponent below this are in plain notation. */
  private static final int PLAIN_FLOAT8 = 15;

  private static final int PLAIN_FLOAT4 = 6;
  private static final int SMALLEST_PLAIN = -4;
  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12
  };

  private NumberText() {}

  static void appendFloat4(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("float4", 4, length);
    float value = Float.intBitsToFloat(WireReader.int4(data, offset));
    if (!appendSpecial(value, out)) {
      appendDigits(shortest(Math.abs(value)), PLAIN_FLOAT4, out);
    }
  }

  static void appendFloat8(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("float8", 8, length);
    appendFloat8(Double.longBitsToDouble(WireReader.int8(data, offset)), out);
  }

  static void appendFloat8(double value, StringBuilder out) {
    if (!appendSpecial(value, out)) {
      appendDigits(shortest(Math.abs(value)), PLAIN_FLOAT8, out);
    }
  }

  /**
   * The double that comes from reading a float4's text as a double: 1.1 for 1.1f. In the usual
   * range the product with a power of ten is exact, so no text is needed.
   */
  static double decimalDouble(float value) {
    double exact = value;
    double magnitude = Math.abs(exact);
    if (magnitude >= 1e-3 && magnitude < 1e7) {
      for (double power : POWERS_OF_TEN) {
        double candidate = Math.rint(exact * power) / power;
        if ((float) candidate == value) {
          return candidate;
        }
      }
    }
    return Double.parseDouble(Float.toString(value));
  }

  private static boolean appendSpecial(double value, StringBuilder out) {
    if (Double.isNaN(value)) {
      out.append("NaN");
      return true;
    }
    if (Double.doubleToRawLongBits(value) < 0) {
      out.append('-');
    }
    if (Double.isInfinite(value)) {
      out.append("Infinity");
      return true;
    }
    if (value == 0) {
      out.append('0');
      return true;
    }
    return false;
  }

  /**
   * The shortest digits. Java before 19 may give a digit too many, so digits are removed while the
   * number stays the same.
   */
  private static BigDecimal shortest(double value) {
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    while (digits.precision() > 1) {
      BigDecimal shorter =
          digits.round(new MathContext(digits.precision() - 1, RoundingMode.HALF_EVEN));
      if (shorter.doubleValue() != value) {
        break;
      }
      digits = shorter.stripTrailingZeros();
    }
    return digits;
  }

  private static BigDecimal shortest(float value) {
    BigDecimal digits = new BigDecimal(Float.toString(value)).stripTrailingZeros();
    while (digits.precision() > 1) {
      BigDecimal shorter =
          digits.round(new MathContext(digits.precision() - 1, RoundingMode.HALF_EVEN));
      if (shorter.floatValue() != value) {
        break;
      }
      digits = shorter.stripTrailingZeros();
    }
    return digits;
  }

  private static void appendDigits(BigDecimal digits, int plainBelow, StringBuilder out) {
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent >= SMALLEST_PLAIN && exponent < plainBelow) {
      out.append(digits.toPlainString());
      return;
    }
    String unscaled = digits.unscaledValue().toString();
    out.append(unscaled.charAt(0));
    if (unscaled.length() > 1) {
      out.append('.').append(unscaled, 1, unscaled.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+');
    int magnitude = Math.abs(exponent);
    if (magnitude < 10) {
      out.append('0');
    }
    out.append(magnitude);
  }
}

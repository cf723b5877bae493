/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

/**
 * A position in the write-ahead log: an unsigned 64-bit byte address. All code keeps it as a {@code
 * long} and compares it unsigned. This class converts between that number and PostgreSQL's text
 * form {@code X/Y}.
 */
public final class Lsn {
  /** {@code InvalidXLogRecPtr}: no position. */
  public static final long NONE = 0;

  private Lsn() {}

  /** {@code 16/B374D848}, as PostgreSQL prints a {@code pg_lsn}. */
  public static String format(long lsn) {
    return Long.toHexString(lsn >>> 32).toUpperCase(java.util.Locale.ROOT)
        + "/"
        + Long.toHexString(lsn & 0xFFFFFFFFL).toUpperCase(java.util.Locale.ROOT);
  }

  /**
   * Reads {@code X/Y}.
   *
   * @throws IllegalArgumentException if the text is not an LSN
   */
  public static long parse(String text) {
    int slash = text.indexOf('/');
    try {
      if (slash > 0 && slash <= 8 && text.length() - slash - 1 <= 8) {
        long high = Long.parseLong(text, 0, slash, 16);
        long low = Long.parseLong(text, slash + 1, text.length(), 16);
        if (high >= 0 && low >= 0) {
          return high << 32 | low;
        }
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw notAnLsn(text, e);
    }
    throw notAnLsn(text, null);
  }

  /** The later of two positions. */
  public static long max(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  /** The earlier of two positions. */
  public static long min(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }

  /** Whether {@code a} is after {@code b} in the log. */
  public static boolean isAfter(long a, long b) {
    return Long.compareUnsigned(a, b) > 0;
  }

  private static IllegalArgumentException notAnLsn(String text, Exception cause) {
    return new IllegalArgumentException("not an LSN (expected X/Y in hexadecimal): " + text, cause);
  }
}

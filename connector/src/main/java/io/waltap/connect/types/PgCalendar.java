/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/**
 * Converts PostgreSQL's days and microseconds since 2000 to Java's since 1970. Computes dates of
 * the proleptic Gregorian calendar.
 */
final class PgCalendar {

  static final int PG_DATE_INFINITY = Integer.MAX_VALUE;
  static final int PG_DATE_MINUS_INFINITY = Integer.MIN_VALUE;
  static final long PG_INFINITY = Long.MAX_VALUE;
  static final long PG_MINUS_INFINITY = Long.MIN_VALUE;

  static final long MICROS_PER_SECOND = 1_000_000L;
  static final long MICROS_PER_DAY = 86_400_000_000L;
  static final int EPOCH_DAYS = 10_957;
  static final long EPOCH_MILLIS = 946_684_800_000L;
  static final long EPOCH_MICROS = 946_684_800_000_000L;

  /** What Debezium's stream emits for infinity. */
  private static final int INFINITE_DAY = 2_146_033_979;

  private static final int MINUS_INFINITE_DAY = -2_147_472_691;

  private PgCalendar() {}

  /** Days since 1970 for days since 2000. */
  static int epochDay(int pgDay) {
    if (pgDay == PG_DATE_INFINITY) {
      return INFINITE_DAY;
    }
    if (pgDay == PG_DATE_MINUS_INFINITY) {
      return MINUS_INFINITE_DAY;
    }
    return (int) Math.min((long) pgDay + EPOCH_DAYS, Integer.MAX_VALUE);
  }

  /**
   * Microseconds since 1970 for microseconds since 2000. A value that does not fit becomes the end
   * of the range.
   */
  static long epochMicros(long pgMicros) {
    if (pgMicros == PG_INFINITY || pgMicros == PG_MINUS_INFINITY) {
      return pgMicros;
    }
    return saturatedSum(pgMicros, EPOCH_MICROS);
  }

  static long saturatedSum(long a, long b) {
    long sum = a + b;
    boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
    if (overflow) {
      return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return sum;
  }

  static long saturatedProduct(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    if (high != low >> 63) {
      return (a < 0) == (b < 0) ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    return low;
  }

  /**
   * The date of a day since 1970, packed: {@link #year}, {@link #month} and {@link #day} unpack it.
   * The calculation counts from March 1 of the year 0, so that the leap day is the last day of its
   * year.
   */
  static long date(long epochDay) {
    long shifted = epochDay + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    int dayOfEra = (int) (shifted - era * 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int marchMonth = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
    int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    return (year << 16) | ((long) month << 8) | day;
  }

  static int year(long date) {
    return (int) (date >> 16);
  }

  static int month(long date) {
    return (int) (date >> 8) & 0xFF;
  }

  static int day(long date) {
    return (int) date & 0xFF;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/**
 * PostgreSQL's text form of dates, times and intervals, with DateStyle ISO, IntervalStyle postgres
 * and TimeZone UTC.
 */
final class TemporalText {

  private TemporalText() {}

  static void appendDate(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("date", 4, length);
    int pgDay = WireReader.int4(data, offset);
    if (pgDay == PgCalendar.PG_DATE_INFINITY) {
      out.append("infinity");
    } else if (pgDay == PgCalendar.PG_DATE_MINUS_INFINITY) {
      out.append("-infinity");
    } else {
      long date = PgCalendar.date((long) pgDay + PgCalendar.EPOCH_DAYS);
      appendDay(date, out);
      appendEra(date, out);
    }
  }

  static void appendTime(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("time", 8, length);
    appendClock(TimeDecoders.microsOfDay(data, offset), out);
  }

  static void appendTimetz(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("timetz", 12, length);
    appendClock(TimeDecoders.microsOfDay(data, offset), out);
    int secondsWest = TimeDecoders.secondsWest(data, offset + 8);
    int seconds = Math.abs(secondsWest);
    out.append(secondsWest <= 0 ? '+' : '-');
    appendTwo(seconds / 3_600, out);
    if (seconds % 3_600 != 0) {
      out.append(':');
      appendTwo(seconds / 60 % 60, out);
      if (seconds % 60 != 0) {
        out.append(':');
        appendTwo(seconds % 60, out);
      }
    }
  }

  static void appendTimestamp(byte[] data, int offset, int length, StringBuilder out) {
    appendTimestamp(data, offset, length, "", out);
  }

  static void appendTimestamptz(byte[] data, int offset, int length, StringBuilder out) {
    appendTimestamp(data, offset, length, "+00", out);
  }

  static void appendInterval(byte[] data, int offset, int length, StringBuilder out) {
    WireReader.requireLength("interval", 16, length);
    long micros = WireReader.int8(data, offset);
    int days = WireReader.int4(data, offset + 8);
    int months = WireReader.int4(data, offset + 12);
    if (micros == Long.MAX_VALUE && days == Integer.MAX_VALUE && months == Integer.MAX_VALUE) {
      out.append("infinity");
      return;
    }
    if (micros == Long.MIN_VALUE && days == Integer.MIN_VALUE && months == Integer.MIN_VALUE) {
      out.append("-infinity");
      return;
    }
    int start = out.length();
    boolean before = appendPart(months / 12, "year", start, false, out);
    before = appendPart(months % 12, "mon", start, before, out);
    before = appendPart(days, "day", start, before, out);
    boolean first = out.length() == start;
    if (first || micros != 0) {
      if (!first) {
        out.append(' ');
      }
      if (micros < 0) {
        out.append('-');
      } else if (before) {
        out.append('+');
      }
      long seconds = Math.abs(micros / PgCalendar.MICROS_PER_SECOND);
      appendPadded(seconds / 3_600, 2, out);
      out.append(':');
      appendTwo((int) (seconds / 60 % 60), out);
      out.append(':');
      appendTwo((int) (seconds % 60), out);
      appendFraction(Math.abs(micros % PgCalendar.MICROS_PER_SECOND), out);
    }
  }

  /** The fraction of a second without trailing zeros, and nothing for whole seconds. */
  static void appendFraction(long micros, StringBuilder out) {
    int fraction = (int) (micros % PgCalendar.MICROS_PER_SECOND);
    if (fraction == 0) {
      return;
    }
    int digits = 6;
    while (fraction % 10 == 0) {
      fraction /= 10;
      digits--;
    }
    out.append('.');
    appendPadded(fraction, digits, out);
  }

  /**
   * Writes a part that is not zero. A positive part gets a plus only after a negative part. Returns
   * whether the last part written is negative.
   */
  private static boolean appendPart(
      int value, String unit, int start, boolean before, StringBuilder out) {
    if (value == 0) {
      return before;
    }
    if (out.length() > start) {
      out.append(' ');
    }
    if (before && value > 0) {
      out.append('+');
    }
    out.append(value).append(' ').append(unit);
    if (value != 1) {
      out.append('s');
    }
    return value < 0;
  }

  private static void appendTimestamp(
      byte[] data, int offset, int length, String zone, StringBuilder out) {
    WireReader.requireLength("timestamp", 8, length);
    long pgMicros = WireReader.int8(data, offset);
    if (pgMicros == PgCalendar.PG_INFINITY) {
      out.append("infinity");
      return;
    }
    if (pgMicros == PgCalendar.PG_MINUS_INFINITY) {
      out.append("-infinity");
      return;
    }
    long day = Math.floorDiv(pgMicros, PgCalendar.MICROS_PER_DAY);
    long date = PgCalendar.date(day + PgCalendar.EPOCH_DAYS);
    appendDay(date, out);
    out.append(' ');
    appendClock(pgMicros - day * PgCalendar.MICROS_PER_DAY, out);
    out.append(zone);
    appendEra(date, out);
  }

  private static void appendDay(long date, StringBuilder out) {
    int year = PgCalendar.year(date);
    appendPadded(year > 0 ? year : 1L - year, 4, out);
    out.append('-');
    appendTwo(PgCalendar.month(date), out);
    out.append('-');
    appendTwo(PgCalendar.day(date), out);
  }

  private static void appendEra(long date, StringBuilder out) {
    if (PgCalendar.year(date) <= 0) {
      out.append(" BC");
    }
  }

  private static void appendClock(long microsOfDay, StringBuilder out) {
    int seconds = (int) (microsOfDay / PgCalendar.MICROS_PER_SECOND);
    appendTwo(seconds / 3_600, out);
    out.append(':');
    appendTwo(seconds / 60 % 60, out);
    out.append(':');
    appendTwo(seconds % 60, out);
    appendFraction(microsOfDay, out);
  }

  private static void appendTwo(int value, StringBuilder out) {
    appendPadded(value, 2, out);
  }

  private static void appendPadded(long value, int digits, StringBuilder out) {
    long limit = 10;
    for (int i = 1; i < digits; i++) {
      if (value < limit) {
        out.append('0');
      }
      limit *= 10;
    }
    out.append(value);
  }
}

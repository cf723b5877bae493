/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * Converts the dates and times of one column from their forms in events to {@code java.time}. Every
 * method takes a value that is not null. For a value that Iceberg cannot hold, it returns what
 * {@link OutOfRange} says.
 *
 * <p>A time beyond PostgreSQL's own range is an infinity, or a number of microseconds that
 * overflowed. So the limits here are PostgreSQL's where they are narrower than Iceberg's.
 */
public final class Temporals {
  /** How a time of day is written: {@code time.as}. */
  public enum TimeAs {
    TIME,
    STRING
  }

  /** 4714-11-24 BC, PostgreSQL's first day. */
  private static final long FIRST_DAY = -2_440_588L;

  /** 5874897-12-31, PostgreSQL's last day. */
  private static final long LAST_DAY = 2_145_042_905L;

  private static final long FIRST_SECOND = FIRST_DAY * 86_400L;
  private static final long FIRST_MICRO = FIRST_SECOND * 1_000_000L;

  /** The last second whose microseconds all fit into 64 bits is the second before this one. */
  private static final long BEYOND_SECOND = Long.MAX_VALUE / 1_000_000L;

  private static final long MILLIS_PER_DAY = 86_400_000L;
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final long NANOS_PER_DAY = 86_400_000_000_000L;

  /**
   * What {@code infinity.as=bound} writes: the range that every engine and client library reads.
   */
  private static final LocalDate FIRST_DATE = LocalDate.of(1, 1, 1);

  private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 31);
  private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59, 999_999_000);
  private static final LocalDateTime FIRST_MOMENT = FIRST_DATE.atStartOfDay();
  private static final LocalDateTime LAST_MOMENT = LAST_DATE.atTime(END_OF_DAY);

  private final OutOfRange outOfRange;
  private final TimeAs timeAs;

  Temporals(OutOfRange outOfRange, TimeAs timeAs) {
    this.outOfRange = outOfRange;
    this.timeAs = timeAs;
  }

  Object microTimestamp(Object value) {
    long micros = ((Number) value).longValue();
    if (micros == Long.MIN_VALUE) {
      return outOfRange.below(FIRST_MOMENT);
    }
    // a moment before PostgreSQL's first one is a late moment that overflowed
    if (micros == Long.MAX_VALUE || micros < FIRST_MICRO) {
      return outOfRange.above(LAST_MOMENT);
    }
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L),
        Math.floorMod(micros, 1_000_000) * 1_000,
        ZoneOffset.UTC);
  }

  Object milliTimestamp(Object value) {
    long millis = millis(value);
    return timestamp(
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(millis, 1_000L),
            Math.floorMod(millis, 1_000) * 1_000_000,
            ZoneOffset.UTC));
  }

  Object nanoTimestamp(Object value) {
    long nanos = ((Number) value).longValue();
    if (nanos == Long.MAX_VALUE) {
      return outOfRange.above(LAST_MOMENT);
    }
    if (nanos == Long.MIN_VALUE) {
      return outOfRange.below(FIRST_MOMENT);
    }
    return timestamp(
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L),
            Math.floorMod(nanos, 1_000_000_000),
            ZoneOffset.UTC));
  }

  Object isoTimestamp(Object value) {
    LocalDateTime moment;
    try {
      moment = LocalDateTime.parse(withoutZone(value));
    } catch (DateTimeParseException e) {
      return outOfRange.unreadable("timestamp", e);
    }
    return timestamp(moment);
  }

  Object instantMicros(Object value) {
    return zoned(microTimestamp(value));
  }

  Object zonedTimestamp(Object value) {
    String text = value.toString();
    if (text.equals("infinity")) {
      return zoned(outOfRange.above(LAST_MOMENT));
    }
    if (text.equals("-infinity")) {
      return zoned(outOfRange.below(FIRST_MOMENT));
    }
    OffsetDateTime moment;
    try {
      moment = OffsetDateTime.parse(text);
    } catch (DateTimeParseException e) {
      return outOfRange.unreadable("timestamp with time zone", e);
    }
    return zoned(timestamp(moment.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()));
  }

  Object date(Object value) {
    return value instanceof Number days
        ? day(days.longValue())
        : day(Math.floorDiv(millis(value), MILLIS_PER_DAY));
  }

  Object isoDate(Object value) {
    LocalDate date;
    try {
      date = LocalDate.parse(withoutZone(value));
    } catch (DateTimeParseException e) {
      return outOfRange.unreadable("date", e);
    }
    return day(date.toEpochDay());
  }

  Object milliTime(Object value) {
    return time(millis(value), MILLIS_PER_DAY);
  }

  Object microTime(Object value) {
    return time(((Number) value).longValue(), MICROS_PER_DAY);
  }

  Object nanoTime(Object value) {
    return time(((Number) value).longValue(), NANOS_PER_DAY);
  }

  Object isoTime(Object value) {
    String text = withoutZone(value);
    if (text.startsWith("24:00")) {
      return time(NANOS_PER_DAY, NANOS_PER_DAY);
    }
    LocalTime time;
    try {
      time = LocalTime.parse(text);
    } catch (DateTimeParseException e) {
      return outOfRange.unreadable("time", e);
    }
    return time(time.toNanoOfDay(), NANOS_PER_DAY);
  }

  private Object timestamp(LocalDateTime moment) {
    long second = moment.toEpochSecond(ZoneOffset.UTC);
    if (second >= BEYOND_SECOND) {
      return outOfRange.above(LAST_MOMENT);
    }
    if (second < FIRST_SECOND) {
      return outOfRange.below(FIRST_MOMENT);
    }
    return moment;
  }

  private Object day(long day) {
    if (day > LAST_DAY) {
      return outOfRange.above(LAST_DATE);
    }
    if (day < FIRST_DAY) {
      return outOfRange.below(FIRST_DATE);
    }
    return LocalDate.ofEpochDay(day);
  }

  /**
   * 24:00:00 is PostgreSQL's end of a day. Text keeps it; a time becomes the day's last
   * microsecond.
   */
  private Object time(long sinceMidnight, long perDay) {
    Object time;
    if (sinceMidnight == perDay) {
      if (timeAs == TimeAs.STRING) {
        return "24:00:00";
      }
      time = END_OF_DAY;
    } else if (sinceMidnight > perDay) {
      time = outOfRange.above(END_OF_DAY);
    } else if (sinceMidnight < 0) {
      time = outOfRange.below(LocalTime.MIN);
    } else {
      time = LocalTime.ofNanoOfDay(sinceMidnight * (NANOS_PER_DAY / perDay));
    }
    return timeAs == TimeAs.STRING && time instanceof LocalTime local
        ? DateTimeFormatter.ISO_LOCAL_TIME.format(local)
        : time;
  }

  /** Null and text stay unchanged. */
  private static Object zoned(Object moment) {
    return moment instanceof LocalDateTime local ? local.atOffset(ZoneOffset.UTC) : moment;
  }

  private static long millis(Object value) {
    if (value instanceof java.util.Date date) {
      Instant instant = date.toInstant();
      return instant.toEpochMilli();
    }
    return ((Number) value).longValue();
  }

  private static String withoutZone(Object value) {
    String text = value.toString();
    return text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.nio.charset.StandardCharsets;

/**
 * Writes dates and times in ISO 8601, as {@code java.time} does, into one small buffer. Used by one
 * thread.
 */
final class IsoText {

  /** Holds the longest text: a sign, six digits of the year, six digits of the fraction. */
  private final byte[] text = new byte[32];

  private int length;

  /** Powers of ten. Years and fractions need no larger ones. */
  private static final int[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

  /**
   * Writes a date. The year has four digits or more, with a plus after 9999 and a minus before 0.
   */
  void date(long date) {
    int year = PgCalendar.year(date);
    if (year < 0) {
      put('-');
    } else if (year > 9_999) {
      put('+');
    }
    number(Math.abs(year), 4);
    put('-');
    two(PgCalendar.month(date));
    put('-');
    two(PgCalendar.day(date));
  }

  /** Writes hours, minutes and seconds. The hour may be 24. */
  void time(long microsOfDay) {
    int seconds = (int) (microsOfDay / PgCalendar.MICROS_PER_SECOND);
    two(seconds / 3_600);
    put(':');
    two(seconds / 60 % 60);
    put(':');
    two(seconds % 60);
  }

  /** Writes a fraction with as many digits as the type has. */
  void fraction(long micros, int digits) {
    if (digits > 0) {
      put('.');
      int fraction = (int) (micros % PgCalendar.MICROS_PER_SECOND);
      for (int i = digits; i < 6; i++) {
        fraction /= 10;
      }
      number(fraction, digits);
    }
  }

  /** Writes a fraction with as many digits as the value needs, and nothing for whole seconds. */
  void shortFraction(long micros) {
    int fraction = (int) (micros % PgCalendar.MICROS_PER_SECOND);
    if (fraction == 0) {
      return;
    }
    int digits = 6;
    while (fraction % 10 == 0) {
      fraction /= 10;
      digits--;
    }
    put('.');
    number(fraction, digits);
  }

  void put(char c) {
    text[length] = (byte) c;
    length++;
  }

  /** Writes a number below 100 with two digits. */
  private void two(int value) {
    text[length] = (byte) ('0' + value / 10);
    text[length + 1] = (byte) ('0' + value % 10);
    length += 2;
  }

  private void number(int value, int minDigits) {
    int digits = minDigits;
    while (digits < POWERS.length && value >= POWERS[digits]) {
      digits++;
    }
    int rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  /** Appends the mark of UTC and returns the text. */
  String utc() {
    put('Z');
    return new String(text, 0, length, StandardCharsets.ISO_8859_1);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Decoders of {@code date}. All years are proleptic Gregorian, so 44 BC is the year -43. Infinity
 * is the day that Debezium's stream emits for it. Debezium's snapshot emits another day.
 */
final class DateDecoders {

  private DateDecoders() {}

  /**
   * A date. For an array of dates that was not sent, each byte of the placeholder gives one date,
   * as its day.
   */
  private abstract static class DateDecoder extends ColumnDecoder {

    private final byte[] placeholder;

    DateDecoder(byte[] placeholder) {
      this.placeholder = placeholder;
    }

    abstract Object ofEpochDay(int epochDay);

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("date", 4, length);
      return ofEpochDay(PgCalendar.epochDay(WireReader.int4(data, offset)));
    }

    @Override
    public final Object absent() {
      return ofEpochDay(0);
    }

    @Override
    final List<?> unavailableElements() {
      List<Object> dates = new ArrayList<>(placeholder.length);
      for (byte code : placeholder) {
        dates.add(ofEpochDay(code & 0xFF));
      }
      return dates;
    }
  }

  static final class EpochDays extends DateDecoder {

    EpochDays(byte[] placeholder) {
      super(placeholder);
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int32().name("io.debezium.time.Date").version(1);
    }

    @Override
    Object ofEpochDay(int epochDay) {
      return epochDay;
    }
  }

  static final class ConnectDate extends DateDecoder {

    ConnectDate(byte[] placeholder) {
      super(placeholder);
    }

    @Override
    public SchemaBuilder schema() {
      return org.apache.kafka.connect.data.Date.builder();
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the type that Connect has for this schema
    Object ofEpochDay(int epochDay) {
      return new java.util.Date(epochDay * 86_400_000L);
    }
  }

  static final class IsoDate extends DateDecoder {

    IsoDate(byte[] placeholder) {
      super(placeholder);
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string().name("io.debezium.time.IsoDate").version(1);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("date", 4, length);
      int day = WireReader.int4(data, offset);
      if (day == PgCalendar.PG_DATE_INFINITY) {
        return "+5877611-06-21Z";
      }
      if (day == PgCalendar.PG_DATE_MINUS_INFINITY) {
        return "-5877611-06-22Z";
      }
      return ofEpochDay(PgCalendar.epochDay(day));
    }

    @Override
    Object ofEpochDay(int epochDay) {
      IsoText text = new IsoText();
      text.date(PgCalendar.date(epochDay));
      return text.utc();
    }
  }
}

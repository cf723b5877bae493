/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Decoders of {@code timestamp} and {@code timestamptz}. A time beyond the range of its unit
 * becomes the end of the range. In microseconds that concerns the year 294247 and later. In
 * nanoseconds it concerns all times before 1677 and after 2262. Infinity is what Debezium emits:
 * the end of the range or, in milliseconds, pgjdbc's value for infinity.
 */
final class TimestampDecoders {

  private static final long INFINITE_MILLIS = 9_223_372_036_825_200_000L;
  private static final long MINUS_INFINITE_MILLIS = -9_223_372_036_832_400_000L;

  private TimestampDecoders() {}

  private static long epochMillis(long pgMicros) {
    if (pgMicros == PgCalendar.PG_INFINITY) {
      return INFINITE_MILLIS;
    }
    if (pgMicros == PgCalendar.PG_MINUS_INFINITY) {
      return MINUS_INFINITE_MILLIS;
    }
    return Math.floorDiv(pgMicros, 1_000L) + PgCalendar.EPOCH_MILLIS;
  }

  /** The date and the time of microseconds since 2000. */
  private static IsoText isoText(long pgMicros) {
    long day = Math.floorDiv(pgMicros, PgCalendar.MICROS_PER_DAY);
    IsoText text = new IsoText();
    text.date(PgCalendar.date(day + PgCalendar.EPOCH_DAYS));
    text.put('T');
    text.time(pgMicros - day * PgCalendar.MICROS_PER_DAY);
    return text;
  }

  private abstract static class TimestampDecoder extends ColumnDecoder {

    abstract Object ofPgMicros(long pgMicros);

    @Override
    public final Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("timestamp", 8, length);
      return ofPgMicros(WireReader.int8(data, offset));
    }

    @Override
    public Object absent() {
      return ofPgMicros(-PgCalendar.EPOCH_MICROS);
    }
  }

  static final class Millis extends TimestampDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.Timestamp").version(1);
    }

    @Override
    Object ofPgMicros(long pgMicros) {
      return epochMillis(pgMicros);
    }
  }

  static final class Micros extends TimestampDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").version(1);
    }

    @Override
    Object ofPgMicros(long pgMicros) {
      return PgCalendar.epochMicros(pgMicros);
    }
  }

  static final class Nanos extends TimestampDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.NanoTimestamp").version(1);
    }

    @Override
    Object ofPgMicros(long pgMicros) {
      return PgCalendar.saturatedProduct(PgCalendar.epochMicros(pgMicros), 1_000);
    }
  }

  static final class ConnectTimestamp extends TimestampDecoder {

    @Override
    public SchemaBuilder schema() {
      return org.apache.kafka.connect.data.Timestamp.builder();
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the type that Connect has for this schema
    Object ofPgMicros(long pgMicros) {
      return new java.util.Date(epochMillis(pgMicros));
    }
  }

  static final class IsoTimestamp extends TimestampDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string().name("io.debezium.time.IsoTimestamp").version(1);
    }

    @Override
    Object ofPgMicros(long pgMicros) {
      if (pgMicros == PgCalendar.PG_INFINITY) {
        return "+292278994-08-16T23:00:00Z";
      }
      if (pgMicros == PgCalendar.PG_MINUS_INFINITY) {
        return "-292275055-05-16T23:00:00Z";
      }
      IsoText text = isoText(pgMicros);
      text.shortFraction(Math.floorMod(pgMicros, PgCalendar.MICROS_PER_SECOND));
      return text.utc();
    }
  }

  /** {@code timestamptz} in UTC. Its fraction has as many digits as the column. */
  static final class ZonedTimestamp extends TimestampDecoder {

    private final int precision;

    ZonedTimestamp(int precision) {
      this.precision = precision;
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").version(1);
    }

    @Override
    Object ofPgMicros(long pgMicros) {
      if (pgMicros == PgCalendar.PG_INFINITY) {
        return "infinity";
      }
      if (pgMicros == PgCalendar.PG_MINUS_INFINITY) {
        return "-infinity";
      }
      IsoText text = isoText(pgMicros);
      text.fraction(Math.floorMod(pgMicros, PgCalendar.MICROS_PER_SECOND), precision);
      return text.utc();
    }

    @Override
    public Object absent() {
      return "1970-01-01T00:00:00Z";
    }

    @Override
    public Object functionDefault() {
      return ofPgMicros(-PgCalendar.EPOCH_MICROS);
    }
  }
}

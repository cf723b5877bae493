/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import org.apache.kafka.connect.data.SchemaBuilder;

/** Decoders of {@code time} and {@code timetz}. The end of the day, 24:00, is kept. */
final class TimeDecoders {

  /** Seconds. */
  private static final int ZONE_LIMIT = 16 * 3_600;

  private TimeDecoders() {}

  static long microsOfDay(byte[] data, int offset) {
    long micros = WireReader.int8(data, offset);
    if (micros < 0 || micros > PgCalendar.MICROS_PER_DAY) {
      throw WireReader.malformed("time outside of 00:00 to 24:00");
    }
    return micros;
  }

  /** The zone of a {@code timetz}: seconds west of UTC. PostgreSQL has zones below 16 hours. */
  static int secondsWest(byte[] data, int offset) {
    int seconds = WireReader.int4(data, offset);
    if (seconds <= -ZONE_LIMIT || seconds >= ZONE_LIMIT) {
      throw WireReader.malformed("zone of 16 hours or more");
    }
    return seconds;
  }

  /**
   * Microseconds of the day in UTC. The zone is in seconds west of UTC. Only 24:00 in UTC itself
   * stays 24:00.
   */
  private static long utcMicrosOfDay(long micros, int secondsWest) {
    return secondsWest == 0
        ? micros
        : Math.floorMod(
            micros + secondsWest * PgCalendar.MICROS_PER_SECOND, PgCalendar.MICROS_PER_DAY);
  }

  private static String isoText(long microsOfDay) {
    IsoText text = new IsoText();
    text.time(microsOfDay);
    text.shortFraction(microsOfDay);
    return text.utc();
  }

  private abstract static class TimeDecoder extends ColumnDecoder {

    abstract Object ofMicros(long microsOfDay);

    @Override
    public final Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("time", 8, length);
      return ofMicros(microsOfDay(data, offset));
    }

    @Override
    public final Object absent() {
      return ofMicros(0);
    }
  }

  static final class Millis extends TimeDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int32().name("io.debezium.time.Time").version(1);
    }

    @Override
    Object ofMicros(long microsOfDay) {
      return (int) (microsOfDay / 1_000);
    }
  }

  static final class Micros extends TimeDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.MicroTime").version(1);
    }

    @Override
    Object ofMicros(long microsOfDay) {
      return microsOfDay;
    }
  }

  static final class Nanos extends TimeDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.NanoTime").version(1);
    }

    @Override
    Object ofMicros(long microsOfDay) {
      return microsOfDay * 1_000;
    }
  }

  static final class ConnectTime extends TimeDecoder {

    @Override
    public SchemaBuilder schema() {
      return org.apache.kafka.connect.data.Time.builder();
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the type that Connect has for this schema
    Object ofMicros(long microsOfDay) {
      return new java.util.Date(microsOfDay / 1_000);
    }
  }

  static final class IsoTime extends TimeDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string().name("io.debezium.time.IsoTime").version(1);
    }

    @Override
    Object ofMicros(long microsOfDay) {
      return isoText(microsOfDay);
    }
  }

  /** {@code timetz} in UTC. */
  static final class ZonedTime extends ColumnDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string().name("io.debezium.time.ZonedTime").version(1);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("timetz", 12, length);
      long utc = utcMicrosOfDay(microsOfDay(data, offset), secondsWest(data, offset + 8));
      return isoText(utc);
    }

    @Override
    public Object absent() {
      return "00:00:00Z";
    }

    @Override
    public boolean carriesDefault() {
      return false;
    }
  }
}

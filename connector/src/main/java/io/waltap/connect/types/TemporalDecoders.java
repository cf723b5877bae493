/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

/** Chooses the decoders of dates, times and intervals by the configured modes. */
final class TemporalDecoders {

  private static final int FULL_PRECISION = 6;
  private static final int MILLIS_PRECISION = 3;

  private TemporalDecoders() {}

  static ColumnDecoder date(TypeOptions options) {
    byte[] placeholder = options.unavailablePlaceholder();
    return switch (options.time()) {
      case ADAPTIVE, ADAPTIVE_TIME_MICROSECONDS, MICROSECONDS, NANOSECONDS ->
          new DateDecoders.EpochDays(placeholder);
      case CONNECT -> new DateDecoders.ConnectDate(placeholder);
      case ISOSTRING -> new DateDecoders.IsoDate(placeholder);
      case STRUCTURED -> new StructuredTimeDecoders.DateStruct();
    };
  }

  static ColumnDecoder time(TypeOptions options, int typmod) {
    int precision = precision(typmod);
    return switch (options.time()) {
      case ADAPTIVE ->
          precision <= MILLIS_PRECISION ? new TimeDecoders.Millis() : new TimeDecoders.Micros();
      case ADAPTIVE_TIME_MICROSECONDS, MICROSECONDS -> new TimeDecoders.Micros();
      case NANOSECONDS -> new TimeDecoders.Nanos();
      case CONNECT -> new TimeDecoders.ConnectTime();
      case ISOSTRING -> new TimeDecoders.IsoTime();
      case STRUCTURED -> new StructuredTimeDecoders.TimeStruct(precision);
    };
  }

  static ColumnDecoder timetz(TypeOptions options, int typmod) {
    return options.time() == TypeOptions.TimePrecision.STRUCTURED
        ? new StructuredTimeDecoders.ZonedTimeStruct(precision(typmod))
        : new TimeDecoders.ZonedTime();
  }

  static ColumnDecoder timestamp(TypeOptions options, int typmod) {
    int precision = precision(typmod);
    return switch (options.time()) {
      case ADAPTIVE, ADAPTIVE_TIME_MICROSECONDS ->
          precision <= MILLIS_PRECISION
              ? new TimestampDecoders.Millis()
              : new TimestampDecoders.Micros();
      case MICROSECONDS -> new TimestampDecoders.Micros();
      case NANOSECONDS -> new TimestampDecoders.Nanos();
      case CONNECT -> new TimestampDecoders.ConnectTimestamp();
      case ISOSTRING -> new TimestampDecoders.IsoTimestamp();
      case STRUCTURED -> new StructuredTimeDecoders.TimestampStruct(precision);
    };
  }

  static ColumnDecoder timestamptz(TypeOptions options, int typmod) {
    int precision = precision(typmod);
    return options.time() == TypeOptions.TimePrecision.STRUCTURED
        ? new StructuredTimeDecoders.ZonedTimestampStruct(precision)
        : new TimestampDecoders.ZonedTimestamp(precision);
  }

  /** The structured mode of times also decides about intervals, before the mode of intervals. */
  static ColumnDecoder interval(TypeOptions options, int typmod) {
    if (options.time() == TypeOptions.TimePrecision.STRUCTURED) {
      int precision = typmod < 0 ? FULL_PRECISION : precision(typmod & 0xFFFF);
      return new IntervalDecoders.DurationStruct(precision);
    }
    return switch (options.interval()) {
      case NUMERIC -> new IntervalDecoders.Micros();
      case STRING -> new IntervalDecoders.IsoInterval();
    };
  }

  private static int precision(int typmod) {
    return typmod < 0 || typmod > FULL_PRECISION ? FULL_PRECISION : typmod;
  }
}

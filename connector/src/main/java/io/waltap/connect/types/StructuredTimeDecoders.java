/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Decoders of dates and times as structs of their parts: {@code time.precision.mode=structured}.
 */
final class StructuredTimeDecoders {

  private static final String POSITIVE_INFINITY = "POSITIVE_INFINITY";
  private static final String NEGATIVE_INFINITY = "NEGATIVE_INFINITY";

  private StructuredTimeDecoders() {}

  private static SchemaBuilder builder(String name) {
    return SchemaBuilder.struct().name("io.debezium.time." + name).version(1);
  }

  private static SchemaBuilder dateFields(SchemaBuilder builder) {
    return builder
        .field("year", Schema.OPTIONAL_INT32_SCHEMA)
        .field("month", Schema.OPTIONAL_INT8_SCHEMA)
        .field("day", Schema.OPTIONAL_INT8_SCHEMA);
  }

  private static SchemaBuilder timeFields(SchemaBuilder builder) {
    return builder
        .field("hour", Schema.OPTIONAL_INT8_SCHEMA)
        .field("minute", Schema.OPTIONAL_INT8_SCHEMA)
        .field("second", Schema.OPTIONAL_INT8_SCHEMA)
        .field("nanos", Schema.OPTIONAL_INT32_SCHEMA);
  }

  /** Puts dates and times into the fields, for all decoders of this class. */
  private abstract static class TimePartsDecoder extends StructDecoder {

    TimePartsDecoder(Schema schema) {
      super(schema);
    }

    final void putDate(Struct struct, long date) {
      put(struct, 0, PgCalendar.year(date));
      put(struct, 1, (byte) PgCalendar.month(date));
      put(struct, 2, (byte) PgCalendar.day(date));
    }

    /** Sets the fields from {@code index} on: hour, minute, second, nanos. */
    final void putTime(Struct struct, int index, long microsOfDay) {
      int seconds = (int) (microsOfDay / PgCalendar.MICROS_PER_SECOND);
      put(struct, index, (byte) (seconds / 3_600));
      put(struct, index + 1, (byte) (seconds / 60 % 60));
      put(struct, index + 2, (byte) (seconds % 60));
      put(struct, index + 3, (int) (microsOfDay % PgCalendar.MICROS_PER_SECOND) * 1_000);
    }

    final void putTimestamp(Struct struct, long pgMicros) {
      long day = Math.floorDiv(pgMicros, PgCalendar.MICROS_PER_DAY);
      putDate(struct, PgCalendar.date(day + PgCalendar.EPOCH_DAYS));
      putTime(struct, 3, pgMicros - day * PgCalendar.MICROS_PER_DAY);
    }
  }

  /** {@code date}. */
  static final class DateStruct extends TimePartsDecoder {

    DateStruct() {
      this(dateSchema().optional().build());
    }

    private DateStruct(Schema schema) {
      super(schema);
    }

    private static SchemaBuilder dateSchema() {
      return dateFields(builder("StructuredDate"))
          .field("specialValue", Schema.OPTIONAL_STRING_SCHEMA);
    }

    @Override
    public SchemaBuilder schema() {
      return dateSchema();
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new DateStruct(columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("date", 4, length);
      int pgDay = WireReader.int4(data, offset);
      Struct struct = newStruct();
      if (pgDay == PgCalendar.PG_DATE_INFINITY) {
        put(struct, 3, POSITIVE_INFINITY);
      } else if (pgDay == PgCalendar.PG_DATE_MINUS_INFINITY) {
        put(struct, 3, NEGATIVE_INFINITY);
      } else {
        putDate(struct, PgCalendar.date((long) pgDay + PgCalendar.EPOCH_DAYS));
      }
      return struct;
    }

    @Override
    public Object absent() {
      Struct struct = newStruct();
      putDate(struct, PgCalendar.date(0));
      return struct;
    }
  }

  /** {@code time}. In Debezium's struct the hour ends at 23, so 24:00 is null, as in Debezium. */
  static final class TimeStruct extends TimePartsDecoder {

    private final int precision;

    TimeStruct(int precision) {
      this(precision, timeSchema().optional().build());
    }

    private TimeStruct(int precision, Schema schema) {
      super(schema);
      this.precision = precision;
    }

    private static SchemaBuilder timeSchema() {
      return timeFields(builder("StructuredTime")).field("precision", Schema.OPTIONAL_INT32_SCHEMA);
    }

    @Override
    public SchemaBuilder schema() {
      return timeSchema();
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new TimeStruct(precision, columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("time", 8, length);
      long micros = TimeDecoders.microsOfDay(data, offset);
      return micros == PgCalendar.MICROS_PER_DAY ? null : struct(micros);
    }

    @Override
    public Object absent() {
      return struct(0);
    }

    private Struct struct(long microsOfDay) {
      Struct struct = newStruct();
      putTime(struct, 0, microsOfDay);
      put(struct, 4, precision);
      return struct;
    }
  }

  /** {@code timetz}, with its own offset. */
  static final class ZonedTimeStruct extends TimePartsDecoder {

    private final int precision;

    ZonedTimeStruct(int precision) {
      this(precision, zonedTimeSchema().optional().build());
    }

    private ZonedTimeStruct(int precision, Schema schema) {
      super(schema);
      this.precision = precision;
    }

    private static SchemaBuilder zonedTimeSchema() {
      return timeFields(builder("StructuredZonedTime"))
          .field("offsetSeconds", Schema.OPTIONAL_INT32_SCHEMA)
          .field("precision", Schema.OPTIONAL_INT32_SCHEMA);
    }

    @Override
    public SchemaBuilder schema() {
      return zonedTimeSchema();
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new ZonedTimeStruct(precision, columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("timetz", 12, length);
      return struct(
          TimeDecoders.microsOfDay(data, offset), -TimeDecoders.secondsWest(data, offset + 8));
    }

    @Override
    public Object absent() {
      return struct(0, 0);
    }

    private Struct struct(long microsOfDay, int offsetSeconds) {
      Struct struct = newStruct();
      putTime(struct, 0, microsOfDay);
      put(struct, 4, offsetSeconds);
      put(struct, 5, precision);
      return struct;
    }
  }

  /** {@code timestamp}. */
  static final class TimestampStruct extends TimePartsDecoder {

    private final int precision;

    TimestampStruct(int precision) {
      this(precision, timestampSchema().optional().build());
    }

    private TimestampStruct(int precision, Schema schema) {
      super(schema);
      this.precision = precision;
    }

    private static SchemaBuilder timestampSchema() {
      return timeFields(dateFields(builder("StructuredTimestamp")))
          .field("specialValue", Schema.OPTIONAL_STRING_SCHEMA)
          .field("precision", Schema.OPTIONAL_INT32_SCHEMA);
    }

    @Override
    public SchemaBuilder schema() {
      return timestampSchema();
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new TimestampStruct(precision, columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("timestamp", 8, length);
      return struct(WireReader.int8(data, offset));
    }

    @Override
    public Object absent() {
      return struct(-PgCalendar.EPOCH_MICROS);
    }

    private Struct struct(long pgMicros) {
      Struct struct = newStruct();
      if (pgMicros == PgCalendar.PG_INFINITY) {
        put(struct, 7, POSITIVE_INFINITY);
      } else if (pgMicros == PgCalendar.PG_MINUS_INFINITY) {
        put(struct, 7, NEGATIVE_INFINITY);
      } else {
        putTimestamp(struct, pgMicros);
      }
      put(struct, 8, precision);
      return struct;
    }
  }

  /** {@code timestamptz}, in UTC. */
  static final class ZonedTimestampStruct extends TimePartsDecoder {

    private final int precision;

    ZonedTimestampStruct(int precision) {
      this(precision, zonedTimestampSchema().optional().build());
    }

    private ZonedTimestampStruct(int precision, Schema schema) {
      super(schema);
      this.precision = precision;
    }

    private static SchemaBuilder zonedTimestampSchema() {
      return timeFields(dateFields(builder("StructuredZonedTimestamp")))
          .field("offsetSeconds", Schema.OPTIONAL_INT32_SCHEMA)
          .field("zoneId", Schema.OPTIONAL_STRING_SCHEMA)
          .field("specialValue", Schema.OPTIONAL_STRING_SCHEMA)
          .field("precision", Schema.OPTIONAL_INT32_SCHEMA);
    }

    @Override
    public SchemaBuilder schema() {
      return zonedTimestampSchema();
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new ZonedTimestampStruct(precision, columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      WireReader.requireLength("timestamptz", 8, length);
      return struct(WireReader.int8(data, offset));
    }

    @Override
    public Object absent() {
      Struct struct = struct(-PgCalendar.EPOCH_MICROS);
      put(struct, 8, null);
      return struct;
    }

    private Struct struct(long pgMicros) {
      Struct struct = newStruct();
      if (pgMicros == PgCalendar.PG_INFINITY) {
        put(struct, 9, POSITIVE_INFINITY);
      } else if (pgMicros == PgCalendar.PG_MINUS_INFINITY) {
        put(struct, 9, NEGATIVE_INFINITY);
      } else {
        putTimestamp(struct, pgMicros);
        put(struct, 7, 0);
        put(struct, 8, "Z");
      }
      put(struct, 10, precision);
      return struct;
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Decoders of {@code interval}: microseconds, days and months, each with its own sign. In the
 * infinite intervals of PostgreSQL 17, all three parts have their largest or smallest value. They
 * are emitted with these values.
 */
final class IntervalDecoders {

  private static final long MICROS_PER_MINUTE = 60 * PgCalendar.MICROS_PER_SECOND;
  private static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;

  /** A month of 30.4375 days. */
  private static final long MICROS_PER_MONTH = 2_629_800_000_000L;

  private IntervalDecoders() {}

  private static void requireInterval(int length) {
    WireReader.requireLength("interval", 16, length);
  }

  static final class Micros extends ColumnDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.MicroDuration").version(1);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      requireInterval(length);
      int months = WireReader.int4(data, offset + 12);
      int days = WireReader.int4(data, offset + 8);
      long dated =
          PgCalendar.saturatedSum(
              PgCalendar.saturatedProduct(months, MICROS_PER_MONTH),
              PgCalendar.saturatedProduct(days, PgCalendar.MICROS_PER_DAY));
      return PgCalendar.saturatedSum(dated, WireReader.int8(data, offset));
    }

    @Override
    public Object absent() {
      return 0L;
    }
  }

  static final class IsoInterval extends ColumnDecoder {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string().name("io.debezium.time.Interval").version(1);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      requireInterval(length);
      long micros = WireReader.int8(data, offset);
      int months = WireReader.int4(data, offset + 12);
      long inMinute = micros % MICROS_PER_MINUTE;
      StringBuilder out = new StringBuilder(40);
      out.append('P').append(months / 12).append('Y').append(months % 12).append('M');
      out.append(WireReader.int4(data, offset + 8)).append("DT");
      out.append(micros / MICROS_PER_HOUR).append('H');
      out.append(micros / MICROS_PER_MINUTE % 60).append('M');
      if (inMinute < 0) {
        out.append('-');
      }
      out.append(Math.abs(inMinute / PgCalendar.MICROS_PER_SECOND));
      TemporalText.appendFraction(Math.abs(inMinute), out);
      return out.append('S').toString();
    }

    @Override
    public Object absent() {
      return "P0Y0M0DT0H0M0S";
    }
  }

  static final class DurationStruct extends StructDecoder {

    private final int precision;

    DurationStruct(int precision) {
      this(precision, builder().optional().build());
    }

    private DurationStruct(int precision, Schema schema) {
      super(schema);
      this.precision = precision;
    }

    private static SchemaBuilder builder() {
      return SchemaBuilder.struct()
          .name("io.debezium.time.StructuredDuration")
          .version(1)
          .field("years", Schema.OPTIONAL_INT32_SCHEMA)
          .field("months", Schema.OPTIONAL_INT32_SCHEMA)
          .field("days", Schema.OPTIONAL_INT32_SCHEMA)
          .field("hours", Schema.OPTIONAL_INT32_SCHEMA)
          .field("minutes", Schema.OPTIONAL_INT32_SCHEMA)
          .field("seconds", Schema.OPTIONAL_INT64_SCHEMA)
          .field("nanos", Schema.OPTIONAL_INT32_SCHEMA)
          .field("precision", Schema.OPTIONAL_INT32_SCHEMA);
    }

    @Override
    public SchemaBuilder schema() {
      return builder();
    }

    @Override
    StructDecoder bind(Schema columnSchema) {
      return new DurationStruct(precision, columnSchema);
    }

    @Override
    public Object decode(byte[] data, int offset, int length) {
      requireInterval(length);
      return struct(
          WireReader.int4(data, offset + 12),
          WireReader.int4(data, offset + 8),
          WireReader.int8(data, offset));
    }

    @Override
    public Object absent() {
      return struct(0, 0, 0);
    }

    /** Hours that do not fit stay in the seconds, whose field is longer. */
    private Struct struct(int months, int days, long micros) {
      long hours = micros / MICROS_PER_HOUR;
      hours = Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, hours));
      long rest = micros - hours * MICROS_PER_HOUR;
      int minutes = (int) (rest / MICROS_PER_MINUTE % 60);
      rest -= minutes * MICROS_PER_MINUTE;
      Struct struct = newStruct();
      put(struct, 0, months / 12);
      put(struct, 1, months % 12);
      put(struct, 2, days);
      put(struct, 3, (int) hours);
      put(struct, 4, minutes);
      put(struct, 5, rest / PgCalendar.MICROS_PER_SECOND);
      put(struct, 6, (int) (rest % PgCalendar.MICROS_PER_SECOND) * 1_000);
      put(struct, 7, precision);
      return struct;
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.change.ColumnType.DecimalOf;
import io.waltap.change.ColumnType.ListOf;
import io.waltap.change.ColumnType.MapOf;
import io.waltap.change.ColumnType.Member;
import io.waltap.change.ColumnType.Simple;
import io.waltap.change.ColumnType.StructOf;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;

/** The type of each column, and the class of its converted values. */
class ColumnTypeTest {
  private static final Schema MICRO_TIMESTAMP =
      Envelopes.named(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp");
  private static final Schema ZONED_TIMESTAMP =
      Envelopes.named(SchemaBuilder.string(), "io.debezium.time.ZonedTimestamp");
  private static final Schema DAYS =
      Envelopes.named(SchemaBuilder.int32(), "io.debezium.time.Date");
  private static final Schema MICRO_TIME =
      Envelopes.named(SchemaBuilder.int64(), "io.debezium.time.MicroTime");
  private static final Schema UUID_TEXT =
      Envelopes.named(SchemaBuilder.string(), "io.debezium.data.Uuid");
  private static final String UUID_VALUE = "9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11";
  private static final java.util.Date EPOCH = java.util.Date.from(Instant.EPOCH);

  @Test
  void plainTypesAreTheirOwn() {
    isOf(Simple.BOOLEAN, Boolean.class, Schema.BOOLEAN_SCHEMA, true);
    isOf(Simple.INT, Byte.class, Schema.INT8_SCHEMA, (byte) 1);
    isOf(Simple.INT, Short.class, Schema.INT16_SCHEMA, (short) 1);
    isOf(Simple.INT, Integer.class, Schema.INT32_SCHEMA, 1);
    isOf(Simple.LONG, Long.class, Schema.INT64_SCHEMA, 1L);
    isOf(Simple.FLOAT, Float.class, Schema.FLOAT32_SCHEMA, 1f);
    isOf(Simple.DOUBLE, Double.class, Schema.FLOAT64_SCHEMA, 1d);
    isOf(Simple.STRING, String.class, Schema.STRING_SCHEMA, "a");
    isOf(Simple.BINARY, byte[].class, Schema.BYTES_SCHEMA, new byte[] {1});
  }

  // Guards against: wall clock times that become instants, and instants that lose their zone.
  @Test
  void aTimestampWithoutZoneIsNoInstant() {
    isOf(Simple.TIMESTAMP, LocalDateTime.class, MICRO_TIMESTAMP, 0L);
    isOf(Simple.TIMESTAMP, LocalDateTime.class, int64("io.debezium.time.Timestamp"), 0L);
    isOf(Simple.TIMESTAMP, LocalDateTime.class, int64("io.debezium.time.NanoTimestamp"), 0L);
    isOf(
        Simple.TIMESTAMP,
        LocalDateTime.class,
        string("io.debezium.time.IsoTimestamp"),
        "2020-02-29T12:34:56Z");
    isOf(Simple.TIMESTAMP, LocalDateTime.class, Timestamp.SCHEMA, EPOCH);
    isOf(Simple.TIMESTAMPTZ, OffsetDateTime.class, ZONED_TIMESTAMP, "2020-02-29T12:34:56Z");
    isOf(Simple.TIMESTAMPTZ, OffsetDateTime.class, int64(TypeMapping.INSTANT_MICROS), 0L);
  }

  @Test
  void datesAndTimes() {
    isOf(Simple.DATE, LocalDate.class, DAYS, 18_321);
    isOf(Simple.DATE, LocalDate.class, string("io.debezium.time.IsoDate"), "2020-02-29Z");
    isOf(Simple.DATE, LocalDate.class, Date.SCHEMA, EPOCH);
    isOf(Simple.TIME, LocalTime.class, MICRO_TIME, 1L);
    isOf(Simple.TIME, LocalTime.class, int64("io.debezium.time.NanoTime"), 1L);
    isOf(
        Simple.TIME,
        LocalTime.class,
        Envelopes.named(SchemaBuilder.int32(), "io.debezium.time.Time"),
        1);
    isOf(Simple.TIME, LocalTime.class, string("io.debezium.time.IsoTime"), "12:34:56Z");
    isOf(Simple.TIME, LocalTime.class, Time.SCHEMA, EPOCH);
    isOf(Simple.STRING, String.class, string("io.debezium.time.ZonedTime"), "12:34:56+02:00");
  }

  @Test
  void aTimeOfDayMayBeText() {
    isOf(Simple.STRING, String.class, MICRO_TIME, 1L, "time.as", "string");
    isOf(Simple.STRING, String.class, Time.SCHEMA, EPOCH, "time.as", "string");
  }

  @Test
  void aDecimalHasItsDeclaredPrecisionOr38Digits() {
    BigDecimal number = new BigDecimal("12.34");

    isOf(new DecimalOf(10, 2), BigDecimal.class, decimal(2, "10"), number);
    isOf(new DecimalOf(38, 2), BigDecimal.class, decimal(2, null), number);
    isOf(new DecimalOf(3, 5), BigDecimal.class, decimal(5, "3"), new BigDecimal("0.00999"));
    isOf(Simple.STRING, String.class, decimal(2, "39"), number);
    isOf(Simple.STRING, String.class, decimal(39, null), number);
    isOf(Simple.STRING, String.class, decimal(-2, "5"), number);
  }

  @Test
  void aNumericWithoutPrecisionIsTextOrDouble() {
    Struct value = new Struct(Envelopes.UNBOUNDED).put("scale", 2).put("value", new byte[] {1, 0});

    isOf(Simple.STRING, String.class, Envelopes.UNBOUNDED, value);
    isOf(Simple.DOUBLE, Double.class, Envelopes.UNBOUNDED, value, "numeric.unbounded.as", "double");
  }

  @Test
  void aUuidIsText() {
    isOf(Simple.UUID, String.class, UUID_TEXT, UUID_VALUE);
    isOf(Simple.STRING, String.class, UUID_TEXT, UUID_VALUE, "uuid.as", "string");
  }

  @Test
  void otherSemanticTypesAreTheirPlainTypes() {
    for (String name : List.of("Json", "Xml", "Enum", "Ltree", "Tsvector")) {
      isOf(Simple.STRING, String.class, string("io.debezium.data." + name), "a");
    }
    isOf(Simple.STRING, String.class, string("io.debezium.time.Interval"), "P1D");
    isOf(Simple.LONG, Long.class, int64("io.debezium.time.MicroDuration"), 1L);
    isOf(
        Simple.BINARY,
        byte[].class,
        Envelopes.named(SchemaBuilder.bytes(), "io.debezium.data.Bits"),
        new byte[] {1});
  }

  @Test
  void elementsAndMembersHaveTypesToo() {
    Schema struct =
        SchemaBuilder.struct()
            .field("at", MICRO_TIMESTAMP)
            .field("ids", SchemaBuilder.array(UUID_TEXT).build())
            .build();
    Struct value = new Struct(struct).put("at", 0L).put("ids", List.of(UUID_VALUE));

    isOf(
        new ListOf(Simple.TIMESTAMPTZ),
        List.class,
        SchemaBuilder.array(ZONED_TIMESTAMP).build(),
        List.of("2020-02-29T12:34:56Z"));
    isOf(
        new ListOf(Simple.INT),
        List.class,
        SchemaBuilder.array(Schema.INT32_SCHEMA).build(),
        List.of(1));
    isOf(
        new MapOf(Simple.STRING, Simple.DATE),
        Map.class,
        SchemaBuilder.map(Schema.STRING_SCHEMA, DAYS).build(),
        Map.of("a", 1));
    isOf(
        new StructOf(
            List.of(
                new Member("at", Simple.TIMESTAMP), new Member("ids", new ListOf(Simple.UUID)))),
        TypedStruct.class,
        struct,
        value);
  }

  @Test
  void keysOfAMapAreNotConverted() {
    Schema map = SchemaBuilder.map(DAYS, Schema.STRING_SCHEMA).build();

    isOf(new MapOf(Simple.INT, Simple.STRING), Map.class, map, Map.of(1, "a"));
    assertThat(mapping().compile(map, "c").convert(Map.of(1, "a"))).isEqualTo(Map.of(1, "a"));
  }

  private static void isOf(
      ColumnType type, Class<?> values, Schema schema, Object value, String... options) {
    ValueConversion conversion = mapping(options).compile(schema, "c");

    assertThat(conversion.type()).isEqualTo(type);
    assertThat(conversion.convert(value)).isInstanceOf(values);
  }

  private static TypeMapping mapping(String... options) {
    Map<String, String> config = options.length == 0 ? Map.of() : Map.of(options[0], options[1]);
    return TypeOptions.of(
        new AbstractConfig(TypeOptions.define(new ConfigDef(), ""), config, false), "");
  }

  private static Schema int64(String name) {
    return Envelopes.named(SchemaBuilder.int64(), name);
  }

  private static Schema string(String name) {
    return Envelopes.named(SchemaBuilder.string(), name);
  }

  private static Schema decimal(int scale, String precision) {
    SchemaBuilder builder = Decimal.builder(scale);
    if (precision != null) {
      builder.parameter("connect.decimal.precision", precision);
    }
    return builder.build();
  }
}

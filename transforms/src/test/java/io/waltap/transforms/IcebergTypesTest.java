/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.change.Envelopes;
import io.waltap.change.TypeOptions;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class IcebergTypesTest {
  private static final Schema MICRO_TIMESTAMP =
      Envelopes.named(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp");
  private static final Schema MILLI_TIMESTAMP =
      Envelopes.named(SchemaBuilder.int64(), "io.debezium.time.Timestamp");
  private static final Schema ZONED =
      Envelopes.named(SchemaBuilder.string(), "io.debezium.time.ZonedTimestamp");
  private static final Schema DAYS =
      Envelopes.named(SchemaBuilder.int32(), "io.debezium.time.Date");
  private static final Schema MICRO_TIME =
      Envelopes.named(SchemaBuilder.int64(), "io.debezium.time.MicroTime");
  private static final Schema UUID_TEXT =
      Envelopes.named(SchemaBuilder.string(), "io.debezium.data.Uuid");
  private static final String UUID_VALUE = "9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11";

  private static final LocalDateTime LAST = LocalDateTime.parse("9999-12-31T23:59:59.999999");
  private static final LocalDateTime FIRST = LocalDateTime.parse("0001-01-01T00:00:00");

  @Test
  void timestampsKeepTheirMicroseconds() {
    LocalDateTime expected = LocalDateTime.parse("2020-02-29T12:34:56.789012");
    Schema nanos = Envelopes.named(SchemaBuilder.int64(), "io.debezium.time.NanoTimestamp");
    Schema iso = Envelopes.named(SchemaBuilder.string(), "io.debezium.time.IsoTimestamp");

    assertThat(convert(MICRO_TIMESTAMP, 1_582_979_696_789_012L)).isEqualTo(expected);
    assertThat(convert(nanos, 1_582_979_696_789_012_000L)).isEqualTo(expected);
    assertThat(convert(iso, "2020-02-29T12:34:56.789012Z")).isEqualTo(expected);
    assertThat(convert(MILLI_TIMESTAMP, 1_582_979_696_789L))
        .isEqualTo(LocalDateTime.parse("2020-02-29T12:34:56.789"));
    assertThat(
            convert(
                Timestamp.builder().optional().build(),
                java.util.Date.from(Instant.parse("2020-02-29T12:34:56.789Z"))))
        .isEqualTo(LocalDateTime.parse("2020-02-29T12:34:56.789"));
    assertThat(schemaOf(MICRO_TIMESTAMP).name()).isEqualTo(Timestamp.LOGICAL_NAME);
  }

  @Test
  void momentsBefore1970AndBeforeChristAreKept() {
    assertThat(convert(MICRO_TIMESTAMP, -1L))
        .isEqualTo(LocalDateTime.parse("1969-12-31T23:59:59.999999"));
    assertThat(convert(MICRO_TIMESTAMP, -63_517_788_000_000_000L))
        .isEqualTo(LocalDateTime.parse("-0043-03-15T10:00:00"));
    assertThat(convert(ZONED, "-0043-03-15T10:00:00.000000Z"))
        .isEqualTo(OffsetDateTime.parse("-0043-03-15T10:00:00Z"));
    assertThat(convert(DAYS, -735_160)).isEqualTo(LocalDate.parse("-0043-03-15"));
  }

  @Test
  void instantsAreInUtc() {
    Schema instant = Envelopes.named(SchemaBuilder.int64(), "io.waltap.time.InstantMicros");

    assertThat(convert(ZONED, "2020-02-29T12:34:56.789012+02:00"))
        .isEqualTo(OffsetDateTime.parse("2020-02-29T10:34:56.789012Z"));
    assertThat(convert(instant, 1_582_979_696_789_012L))
        .isEqualTo(OffsetDateTime.parse("2020-02-29T12:34:56.789012Z"));
    assertThat(schemaOf(instant).name()).isEqualTo(Timestamp.LOGICAL_NAME);
    assertThat(schemaOf(ZONED).name()).isEqualTo(Timestamp.LOGICAL_NAME);
  }

  @Test
  void datesAndTimesAreNative() {
    LocalTime expected = LocalTime.parse("12:34:56.789012");

    assertThat(convert(DAYS, 18_321)).isEqualTo(LocalDate.parse("2020-02-29"));
    assertThat(
            convert(
                Date.builder().optional().build(),
                java.util.Date.from(Instant.parse("2020-02-29T00:00:00Z"))))
        .isEqualTo(LocalDate.parse("2020-02-29"));
    assertThat(
            convert(
                Envelopes.named(SchemaBuilder.string(), "io.debezium.time.IsoDate"), "2020-02-29Z"))
        .isEqualTo(LocalDate.parse("2020-02-29"));
    assertThat(convert(MICRO_TIME, 45_296_789_012L)).isEqualTo(expected);
    assertThat(
            convert(
                Envelopes.named(SchemaBuilder.int64(), "io.debezium.time.NanoTime"),
                45_296_789_012_000L))
        .isEqualTo(expected);
    assertThat(
            convert(
                Envelopes.named(SchemaBuilder.string(), "io.debezium.time.IsoTime"),
                "12:34:56.789012Z"))
        .isEqualTo(expected);
    assertThat(convert(Envelopes.named(SchemaBuilder.int32(), "io.debezium.time.Time"), 45_296_789))
        .isEqualTo(LocalTime.parse("12:34:56.789"));
    assertThat(
            convert(
                Time.builder().optional().build(),
                java.util.Date.from(Instant.parse("1970-01-01T12:34:56.789Z"))))
        .isEqualTo(LocalTime.parse("12:34:56.789"));
    assertThat(schemaOf(DAYS).name()).isEqualTo(Date.LOGICAL_NAME);
    assertThat(schemaOf(MICRO_TIME).name()).isEqualTo(Time.LOGICAL_NAME);
  }

  @Test
  void theEndOfADayIsItsLastMicrosecondOrText() {
    assertThat(convert(MICRO_TIME, 86_400_000_000L)).isEqualTo(LocalTime.parse("23:59:59.999999"));
    assertThat(convert(MICRO_TIME, 86_400_000_000L, "time.as", "string")).isEqualTo("24:00:00");
    assertThat(convert(MICRO_TIME, 45_240_000_000L, "time.as", "string")).isEqualTo("12:34:00");
    assertThat(schemaOf(MICRO_TIME, "time.as", "string")).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
  }

  @Test
  void infinityIsNullUnlessToldOtherwise() {
    assertThat(convert(MICRO_TIMESTAMP, Long.MAX_VALUE)).isNull();
    assertThat(convert(MILLI_TIMESTAMP, 9_223_372_036_825_200_000L)).isNull();
    assertThat(convert(ZONED, "infinity")).isNull();
    assertThat(convert(ZONED, "-infinity")).isNull();
    assertThat(convert(DAYS, 2_146_033_979)).isNull();
  }

  @Test
  void infinityAsABound() {
    assertThat(convert(MICRO_TIMESTAMP, Long.MAX_VALUE, "infinity.as", "bound")).isEqualTo(LAST);
    assertThat(convert(MICRO_TIMESTAMP, Long.MIN_VALUE, "infinity.as", "bound")).isEqualTo(FIRST);
    assertThat(convert(MILLI_TIMESTAMP, -9_223_372_036_832_400_000L, "infinity.as", "bound"))
        .isEqualTo(FIRST);
    assertThat(convert(ZONED, "infinity", "infinity.as", "bound"))
        .isEqualTo(OffsetDateTime.parse("9999-12-31T23:59:59.999999Z"));
    assertThat(convert(DAYS, -2_147_472_691, "infinity.as", "bound"))
        .isEqualTo(LocalDate.parse("0001-01-01"));
  }

  @Test
  void aMomentBeyond64BitMicrosecondsIsOutOfRangeAlsoWhereItOverflowed() {
    assertThat(convert(ZONED, "+294276-12-31T23:59:59.999999Z")).isNull();
    assertThat(convert(MICRO_TIMESTAMP, -9_223_372_036_853_775_810L)).isNull();
    assertThat(convert(MICRO_TIMESTAMP, -9_223_372_036_853_775_000L, "infinity.as", "bound"))
        .isEqualTo(LAST);
    assertThat(convert(ZONED, "+12023-01-01T00:00:00Z"))
        .isEqualTo(OffsetDateTime.parse("+12023-01-01T00:00:00Z"));
  }

  @Test
  void infinityCanFailTheRecordAndNamesTheColumn() {
    assertThatThrownBy(() -> convert(ZONED, "infinity", "infinity.as", "fail"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row.c")
        .hasMessageContaining("infinity.as");
  }

  @Test
  void decimalsStayAndTooLongOnesAreText() {
    Schema declared =
        Decimal.builder(2).parameter("connect.decimal.precision", "10").optional().build();
    Schema wide =
        Decimal.builder(2).parameter("connect.decimal.precision", "50").optional().build();
    Schema money = Decimal.builder(2).optional().build();
    BigDecimal number = new BigDecimal("1234.56");

    assertThat(convert(declared, number)).isEqualTo(number);
    assertThat(schemaOf(declared)).isEqualTo(declared);
    assertThat(convert(money, number)).isEqualTo(number);
    assertThat(convert(wide, number)).isEqualTo("1234.56");
    assertThat(schemaOf(wide)).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
    assertThat(convert(Decimal.builder(2046).optional().build(), number.setScale(2046)))
        .isEqualTo("1234.56");
  }

  @Test
  void aNumberBeyond38DigitsIsOutOfRange() {
    Schema money = Decimal.builder(2).optional().build();
    BigDecimal tooLarge = new BigDecimal("1".repeat(37) + ".00");

    assertThat(convert(money, tooLarge)).isNull();
    assertThat(convert(money, tooLarge, "infinity.as", "bound"))
        .isEqualTo(new BigDecimal("9".repeat(36) + ".99"));
    assertThat(convert(money, tooLarge.negate(), "infinity.as", "bound"))
        .isEqualTo(new BigDecimal("-" + "9".repeat(36) + ".99"));
  }

  @Test
  void aNumericWithoutScaleIsTextOrDouble() {
    Struct value = new Struct(Envelopes.UNBOUNDED).put("scale", 2).put("value", new byte[] {1, 0});

    assertThat(convert(Envelopes.UNBOUNDED, value)).isEqualTo("2.56");
    assertThat(convert(Envelopes.UNBOUNDED, value, "numeric.unbounded.as", "double"))
        .isEqualTo(2.56d);
    assertThat(schemaOf(Envelopes.UNBOUNDED, "numeric.unbounded.as", "double"))
        .isEqualTo(Schema.OPTIONAL_FLOAT64_SCHEMA);
  }

  @Test
  void uuidsAreUuidsOrText() {
    assertThat(convert(UUID_TEXT, UUID_VALUE)).isEqualTo(UUID_VALUE);
    assertThat(schemaOf(UUID_TEXT).name()).isEqualTo("uuid");
    assertThat(schemaOf(UUID_TEXT, "uuid.as", "string")).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
  }

  @Test
  void theEmptyTextThatStandsForAUuidBeforeADeleteIsNull() {
    assertThat(convert(UUID_TEXT, "")).isNull();
  }

  @Test
  void otherSemanticTypesAreTheirPlainTypes() {
    assertThat(schemaOf(Envelopes.named(SchemaBuilder.string(), "io.debezium.data.Json")))
        .isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
    assertThat(schemaOf(Envelopes.named(SchemaBuilder.bytes(), "io.debezium.data.Bits")))
        .isEqualTo(Schema.OPTIONAL_BYTES_SCHEMA);
    assertThat(schemaOf(Envelopes.named(SchemaBuilder.int64(), "io.debezium.time.MicroDuration")))
        .isEqualTo(Schema.OPTIONAL_INT64_SCHEMA);
    assertThat(convert(Schema.INT32_SCHEMA, 5)).isEqualTo(5);
    assertThat(schemaOf(Schema.INT32_SCHEMA)).isEqualTo(Schema.OPTIONAL_INT32_SCHEMA);
  }

  @Test
  void elementsOfListsAreConverted() {
    Schema list = SchemaBuilder.array(ZONED).optional().build();

    assertThat(convert(list, Arrays.asList("2020-01-01T01:02:03.000001Z", null, "infinity")))
        .isEqualTo(Arrays.asList(OffsetDateTime.parse("2020-01-01T01:02:03.000001Z"), null, null));
    assertThat(schemaOf(list).valueSchema().name()).isEqualTo(Timestamp.LOGICAL_NAME);
    List<String> plain = List.of("a", "b");
    assertThat(convert(SchemaBuilder.array(Schema.STRING_SCHEMA).build(), plain)).isSameAs(plain);
  }

  @Test
  void valuesOfMapsAreConverted() {
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, DAYS).optional().build();

    assertThat(convert(map, Map.of("k", 18_321)))
        .isEqualTo(Map.of("k", LocalDate.parse("2020-02-29")));
  }

  @Test
  void structsAreConvertedWhereTheyNeedIt() {
    Schema inner = SchemaBuilder.struct().field("at", MICRO_TIMESTAMP).optional().build();
    Schema point =
        SchemaBuilder.struct()
            .field("x", Schema.FLOAT64_SCHEMA)
            .field("y", Schema.FLOAT64_SCHEMA)
            .optional()
            .build();
    Struct geometry = new Struct(point).put("x", 1d).put("y", 2d);

    Object converted = convert(inner, new Struct(inner).put("at", 0L));

    assertThat(((Struct) converted).get("at")).isEqualTo(LocalDateTime.parse("1970-01-01T00:00"));
    assertThat(convert(point, geometry)).isSameAs(geometry);
  }

  @Test
  void aNullIsNullByEveryWayToReadIt() {
    Schema row =
        SchemaBuilder.struct()
            .name("row")
            .field("c", SchemaBuilder.string().optional().defaultValue("default").build())
            .build();

    SinkRecord out = types().apply(Envelopes.record(new Struct(row)));

    Struct value = (Struct) out.value();
    Field field = value.schema().field("c");
    assertThat(value.get("c")).isNull();
    assertThat(value.get(field)).isNull();
    assertThat(value.getWithoutDefault("c")).isNull();
    assertThat(value.getString("c")).isNull();
    assertThat(field.schema().defaultValue()).isNull();
    value.validate();
  }

  @Test
  void recordsWithoutAStructPass() {
    SinkRecord tombstone = Envelopes.record(null);

    assertThat(types().apply(tombstone)).isSameAs(tombstone);
    SinkRecord marker = Envelopes.marker();
    assertThat(types().apply(marker)).isSameAs(marker);
  }

  @Test
  void keyAndHeadersStayAndTheSchemaIsTheSameForTheSameSchema() {
    IcebergTypes<SinkRecord> types = types();
    SinkRecord first =
        types.apply(
            Envelopes.record(
                new Struct(rowOf(DAYS)).put("c", 1), new ConnectHeaders().addString("h", "x")));
    Schema shared = rowOf(DAYS);
    SinkRecord second = types.apply(Envelopes.record(new Struct(shared).put("c", 1)));
    SinkRecord third = types.apply(Envelopes.record(new Struct(shared).put("c", 2)));

    assertThat(first.key()).isEqualTo("key");
    assertThat(first.headers().lastWithName("h").value()).isEqualTo("x");
    assertThat(third.valueSchema()).isSameAs(second.valueSchema());
  }

  @Test
  void aFlattenedChangeLandsTyped() {
    FlattenChange<SinkRecord> flatten = new FlattenChange<>();
    flatten.configure(Map.of("layout", "struct"));

    SinkRecord out =
        types()
            .apply(
                flatten.apply(
                    Envelopes.record(
                        Envelopes.change("u", Envelopes.row(1, null), Envelopes.row(1, "new")))));

    Struct row = (Struct) out.value();
    LocalDateTime at = LocalDateTime.parse("2020-02-29T12:34:56.789012");
    assertThat(row.get("at")).isEqualTo(at);
    assertThat(row.get("weight")).isEqualTo("2.5");
    assertThat(row.get("_ts")).isEqualTo(OffsetDateTime.parse("2023-11-14T22:13:20.123456Z"));
    assertThat(row.getStruct("old").get("at")).isEqualTo(at);
    assertThat(row.getStruct("old").get("name")).isNull();
    assertThat(row.toString()).contains("weight").doesNotContain("2.5");
  }

  private static IcebergTypes<SinkRecord> types(String... options) {
    IcebergTypes<SinkRecord> types = new IcebergTypes<>();
    types.configure(map(options));
    return types;
  }

  private static Schema rowOf(Schema column) {
    return SchemaBuilder.struct().name("row").field("c", column).build();
  }

  /** A value of a column {@code c}, converted. */
  private static Object convert(Schema column, Object value, String... options) {
    Struct row = new Struct(rowOf(column)).put("c", value);
    return ((Struct) types(options).apply(Envelopes.record(row)).value()).get("c");
  }

  private static Schema schemaOf(Schema column, String... options) {
    AbstractConfig config = new AbstractConfig(IcebergTypes.CONFIG, map(options), false);
    return TypeOptions.of(config, "").compile(column, "c").schema();
  }

  private static Map<String, String> map(String... options) {
    return options.length == 0 ? Map.of() : Map.of(options[0], options[1]);
  }
}

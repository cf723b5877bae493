/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class TemporalTest {

  private static final LocalDate PG_EPOCH = LocalDate.of(2000, 1, 1);
  private static final String LARGEST = "294276-12-31T23:59:59.999999";

  @Property
  void datesFollowTheProlepticGregorianCalendar(
      @ForAll @IntRange(min = -2_451_545, max = 2_145_031_948) int pgDay) {
    LocalDate date = PG_EPOCH.plusDays(pgDay);

    long packed = PgCalendar.date(date.toEpochDay());

    assertThat(PgCalendar.year(packed)).isEqualTo(date.getYear());
    assertThat(PgCalendar.month(packed)).isEqualTo(date.getMonthValue());
    assertThat(PgCalendar.day(packed)).isEqualTo(date.getDayOfMonth());
  }

  @Test
  void infiniteDatesAreWhatDebeziumStreams() {
    ColumnDecoder decoder = decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.DATE, -1);

    assertThat(date(decoder, Integer.MAX_VALUE)).isEqualTo(2_146_033_979);
    assertThat(date(decoder, Integer.MIN_VALUE)).isEqualTo(-2_147_472_691);
    assertThat(date(decoder, pgDay(LocalDate.of(-43, 3, 15)))).isEqualTo(-735_160);
    assertThat(date(decoder, pgDay(LocalDate.of(2020, 2, 29)))).isEqualTo(18_321);
  }

  @Test
  void isoDatesHaveSignsOutsideOfFourDigits() {
    ColumnDecoder decoder = decoder(TypeOptions.TimePrecision.ISOSTRING, TestTypes.DATE, -1);

    assertThat(date(decoder, Integer.MAX_VALUE)).isEqualTo("+5877611-06-21Z");
    assertThat(date(decoder, pgDay(LocalDate.of(-43, 3, 15)))).isEqualTo("-0043-03-15Z");
    assertThat(date(decoder, pgDay(LocalDate.of(5_874_897, 12, 31)))).isEqualTo("+5874897-12-31Z");
  }

  @Test
  void thePrecisionChoosesTheUnitOfATimestamp() {
    long micros = micros("2020-02-29T12:34:56.789012");

    ColumnDecoder fine = decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.TIMESTAMP, -1);
    assertThat(fine.schema().name()).isEqualTo("io.debezium.time.MicroTimestamp");
    assertThat(int8(fine, micros)).isEqualTo(1_582_979_696_789_012L);

    ColumnDecoder coarse = decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.TIMESTAMP, 3);
    assertThat(coarse.schema().name()).isEqualTo("io.debezium.time.Timestamp");
    assertThat(int8(coarse, micros)).isEqualTo(1_582_979_696_789L);
  }

  @Test
  void infiniteTimestampsAreTheEndsOfTheRange() {
    ColumnDecoder micros = decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.TIMESTAMP, -1);
    ColumnDecoder millis = decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.TIMESTAMP, 3);
    ColumnDecoder zoned = decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.TIMESTAMPTZ, -1);

    assertThat(int8(micros, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(int8(micros, Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat(int8(millis, Long.MAX_VALUE)).isEqualTo(9_223_372_036_825_200_000L);
    assertThat(int8(millis, Long.MIN_VALUE)).isEqualTo(-9_223_372_036_832_400_000L);
    assertThat(int8(zoned, Long.MIN_VALUE)).isEqualTo("-infinity");
  }

  @Test
  void timestampsBeyondTheUnitStayAtItsEnd() {
    ColumnDecoder micros = decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.TIMESTAMP, -1);
    ColumnDecoder nanos = decoder(TypeOptions.TimePrecision.NANOSECONDS, TestTypes.TIMESTAMP, -1);

    assertThat(int8(micros, micros("+" + LARGEST))).isEqualTo(Long.MAX_VALUE);
    assertThat(int8(nanos, micros("2300-01-01T00:00:00"))).isEqualTo(Long.MAX_VALUE);
    assertThat(int8(nanos, micros("1600-01-01T00:00:00"))).isEqualTo(Long.MIN_VALUE);
    assertThat(int8(nanos, micros("2020-02-29T12:34:56.789012")))
        .isEqualTo(1_582_979_696_789_012_000L);
  }

  @Test
  void zonedTimestampsHaveAsManyDigitsAsTheirColumn() {
    long micros = micros("2020-02-29T10:34:56.700");

    assertThat(zoned(-1, micros)).isEqualTo("2020-02-29T10:34:56.700000Z");
    assertThat(zoned(3, micros)).isEqualTo("2020-02-29T10:34:56.700Z");
    assertThat(zoned(0, micros("2020-02-29T10:34:56"))).isEqualTo("2020-02-29T10:34:56Z");
    assertThat(zoned(-1, micros("+" + LARGEST))).isEqualTo("+" + LARGEST + "Z");
    assertThat(zoned(-1, micros("-0043-03-15T10:00:00"))).isEqualTo("-0043-03-15T10:00:00.000000Z");
  }

  @Test
  void isoTimestampsHaveAsManyDigitsAsTheyNeed() {
    ColumnDecoder decoder = decoder(TypeOptions.TimePrecision.ISOSTRING, TestTypes.TIMESTAMP, -1);

    assertThat(int8(decoder, micros("1900-01-01T00:00:00.5"))).isEqualTo("1900-01-01T00:00:00.5Z");
    assertThat(int8(decoder, Long.MAX_VALUE)).isEqualTo("+292278994-08-16T23:00:00Z");
    assertThat(decoder.absent()).isEqualTo("1970-01-01T00:00:00Z");
  }

  @Test
  void theEndOfTheDayIsKept() {
    long midnight = 86_400_000_000L;

    assertThat(int8(decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.TIME, -1), midnight))
        .isEqualTo(midnight);
    assertThat(int8(decoder(TypeOptions.TimePrecision.ISOSTRING, TestTypes.TIME, -1), midnight))
        .isEqualTo("24:00:00Z");
    assertThat(int8(decoder(TypeOptions.TimePrecision.STRUCTURED, TestTypes.TIME, -1), midnight))
        .isNull();
    assertThat(timetz(midnight, 0)).isEqualTo("24:00:00Z");
  }

  @Test
  void zonedTimesAreInUtcWithTheDigitsThatTheyNeed() {
    assertThat(timetz(45_296_789_012L, -7_200)).isEqualTo("10:34:56.789012Z");
    assertThat(timetz(3_723_000_000L, -7_200)).isEqualTo("23:02:03Z");
  }

  @Test
  void monthsOfAnIntervalAreOfTheAverageLength() {
    ColumnDecoder decoder = decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.INTERVAL, -1);

    assertThat(TestTypes.decode(decoder, interval(14_706_789_000L, 3, 14)))
        .isEqualTo(37_091_106_789_000L);
    assertThat(TestTypes.decode(decoder, interval(14_706_700_000L, -3, -1)))
        .isEqualTo(-2_874_293_300_000L);
    assertThat(
            TestTypes.decode(
                decoder, interval(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE)))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void isoIntervalsSignEveryPart() {
    ColumnDecoder decoder = new IntervalDecoders.IsoInterval();

    assertThat(TestTypes.decode(decoder, interval(14_706_789_000L, 3, 14)))
        .isEqualTo("P1Y2M3DT4H5M6.789S");
    assertThat(TestTypes.decode(decoder, interval(14_706_700_000L, -3, -1)))
        .isEqualTo("P0Y-1M-3DT4H5M6.7S");
    assertThat(TestTypes.decode(decoder, interval(-500_000, 0, 0))).isEqualTo("P0Y0M0DT0H0M-0.5S");
  }

  @Test
  void structuredTimestampsSplitTheirParts() {
    ColumnDecoder decoder = decoder(TypeOptions.TimePrecision.STRUCTURED, TestTypes.TIMESTAMP, 3);

    Struct parts = (Struct) int8(decoder, micros("-0043-03-15T10:00:00.789"));
    assertThat(parts.getInt32("year")).isEqualTo(-43);
    assertThat(parts.getInt8("month")).isEqualTo((byte) 3);
    assertThat(parts.getInt32("nanos")).isEqualTo(789_000_000);
    assertThat(parts.getInt32("precision")).isEqualTo(3);

    Struct infinity = (Struct) int8(decoder, Long.MAX_VALUE);
    assertThat(infinity.getString("specialValue")).isEqualTo("POSITIVE_INFINITY");
    assertThat(infinity.get("year")).isNull();
  }

  @Test
  void textFormsAreThoseOfPostgres() {
    StringBuilder out = new StringBuilder();
    TemporalText.appendInterval(interval(14_706_700_000L, -3, -1), 0, 16, out);
    out.append('|');
    TemporalText.appendInterval(interval(0, 0, 0), 0, 16, out);
    out.append('|');
    byte[] timestamp = Wire.start().int8(micros("-0043-03-15T10:00:00.5")).end();
    TemporalText.appendTimestamptz(timestamp, 0, 8, out);

    assertThat(out).hasToString("-1 mons -3 days +04:05:06.7|00:00:00|0044-03-15 10:00:00.5+00 BC");
  }

  @Test
  void aWrongLengthIsRefused() {
    ColumnDecoder decoder = decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.TIMESTAMP, -1);

    assertThatThrownBy(() -> TestTypes.decode(decoder, new byte[7]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ColumnDecoder decoder(TypeOptions.TimePrecision time, int oid, int typmod) {
    return TestTypes.registry(time).decoder(oid, typmod);
  }

  private static Object date(ColumnDecoder decoder, int pgDay) {
    return TestTypes.decode(decoder, Wire.start().int4(pgDay).end());
  }

  private static Object int8(ColumnDecoder decoder, long value) {
    return TestTypes.decode(decoder, Wire.start().int8(value).end());
  }

  private static Object zoned(int typmod, long pgMicros) {
    return int8(
        decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.TIMESTAMPTZ, typmod), pgMicros);
  }

  private static Object timetz(long micros, int secondsWest) {
    return TestTypes.decode(
        decoder(TypeOptions.TimePrecision.ADAPTIVE, TestTypes.TIMETZ, -1),
        Wire.start().int8(micros).int4(secondsWest).end());
  }

  private static byte[] interval(long micros, int days, int months) {
    return Wire.start().int8(micros).int4(days).int4(months).end();
  }

  private static int pgDay(LocalDate date) {
    return Math.toIntExact(ChronoUnit.DAYS.between(PG_EPOCH, date));
  }

  private static long micros(String timestamp) {
    LocalDateTime time = LocalDateTime.parse(timestamp);
    long seconds = time.toEpochSecond(ZoneOffset.UTC) - 946_684_800L;
    return seconds * 1_000_000 + time.getLong(ChronoField.MICRO_OF_SECOND);
  }
}

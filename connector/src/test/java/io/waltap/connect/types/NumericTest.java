/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class NumericTest {

  private static final BigInteger BASE = BigInteger.valueOf(10_000);

  @Property
  void everyDecimalComesBackWithItsScale(@ForAll @Scale(12) BigDecimal generated) {
    BigDecimal value = generated.setScale(Math.max(0, generated.scale()));
    byte[] wire = encode(value);

    assertThat(PgNumeric.read(wire, 0, wire.length)).isEqualTo(value);
  }

  @Property
  void everyMagnitudeComesBack(
      @ForAll BigInteger unscaled, @ForAll @IntRange(min = 0, max = 300) int scale) {
    BigDecimal value = new BigDecimal(unscaled.pow(5), scale);
    byte[] wire = encode(value);

    assertThat(PgNumeric.read(wire, 0, wire.length)).isEqualTo(value);
  }

  @Test
  void thousandsOfDigitsComeBack() {
    BigDecimal value = new BigDecimal("9".repeat(20_000) + "." + "7".repeat(5_000));
    byte[] wire = encode(value);

    assertThat(PgNumeric.read(wire, 0, wire.length)).isEqualTo(value);
  }

  @Property
  void theShortestFormHasNoZerosAfterThePoint(
      @ForAll BigInteger unscaled, @ForAll @IntRange(min = 0, max = 40) int scale) {
    BigDecimal value = new BigDecimal(unscaled, scale);
    byte[] wire = encode(value.setScale(scale + 5));

    BigDecimal stripped = value.stripTrailingZeros();
    assertThat(PgNumeric.readShortest(wire, 0, wire.length))
        .isEqualTo(stripped.scale() < 0 ? stripped.setScale(0) : stripped);
  }

  @Test
  void zeroKeepsItsScale() {
    byte[] wire = encode(new BigDecimal("0.000"));

    assertThat(PgNumeric.read(wire, 0, wire.length)).isEqualTo(new BigDecimal("0.000"));
  }

  @Test
  void aScaleGivesDebeziumsDecimalSchema() {
    Schema schema = numeric(3, 2).schema().build();

    assertThat(schema.name()).isEqualTo("org.apache.kafka.connect.data.Decimal");
    assertThat(schema.version()).isEqualTo(1);
    assertThat(schema.parameters())
        .containsEntry("scale", "2")
        .containsEntry("connect.decimal.precision", "3");
    assertThat(numeric(3, 2).absent()).isEqualTo(new BigDecimal("0.00"));
  }

  @Test
  void aNegativeScaleBecomesDigitsInFrontOfThePoint() {
    ColumnDecoder decoder = numeric(5, -2);

    assertThat(decoder.schema().build().parameters())
        .containsEntry("scale", "0")
        .containsEntry("connect.decimal.precision", "7");
    assertThat(TestTypes.decode(decoder, encode(new BigDecimal("12300"))))
        .isEqualTo(new BigDecimal("12300"));
  }

  @Test
  void withoutScaleTheStructDropsTrailingZerosAndNeverHasANegativeScale() {
    ColumnDecoder decoder = TestTypes.registry().decoder(TestTypes.NUMERIC, -1);

    Struct fraction = (Struct) TestTypes.decode(decoder, encode(new BigDecimal("123.4500")));
    assertThat(fraction.getInt32("scale")).isEqualTo(2);
    assertThat((byte[]) fraction.get("value")).containsExactly(0x30, 0x39);

    Struct large = (Struct) TestTypes.decode(decoder, encode(new BigDecimal("100")));
    assertThat(large.getInt32("scale")).isZero();
    assertThat((byte[]) large.get("value")).containsExactly(100);
    assertThat(decoder.carriesDefault()).isFalse();
  }

  @Test
  void aBoundDecoderBuildsStructsOfTheColumnsSchema() {
    ColumnDecoder decoder = TestTypes.registry().decoder(TestTypes.NUMERIC, -1);
    Schema required = decoder.schema().build();

    Struct value =
        (Struct) TestTypes.decode(decoder.withSchema(required), encode(BigDecimal.valueOf(7)));

    assertThat(value.schema()).isEqualTo(required);
  }

  @Test
  void notANumberAndTheInfinitiesAreNullUnlessTheModeHasAWordForThem() {
    byte[] nan = Wire.start().int2(0).int2(0).int2(0xC000).int2(0).end();
    byte[] infinity = Wire.start().int2(0).int2(0).int2(0xD000).int2(0).end();
    byte[] minusInfinity = Wire.start().int2(0).int2(0).int2(0xF000).int2(0).end();

    assertThat(TestTypes.decode(numeric(TypeOptions.DecimalHandling.PRECISE), nan)).isNull();
    ColumnDecoder text = numeric(TypeOptions.DecimalHandling.STRING);
    assertThat(TestTypes.decode(text, nan)).isEqualTo("NAN");
    assertThat(TestTypes.decode(text, infinity)).isEqualTo("POSITIVE_INFINITY");
    assertThat(TestTypes.decode(text, minusInfinity)).isEqualTo("NEGATIVE_INFINITY");
    ColumnDecoder number = numeric(TypeOptions.DecimalHandling.DOUBLE);
    assertThat(TestTypes.decode(number, nan)).isEqualTo(Double.NaN);
    assertThat(TestTypes.decode(number, minusInfinity)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void stringsKeepTrailingZerosAndHaveNoExponent() {
    ColumnDecoder text = numeric(TypeOptions.DecimalHandling.STRING);

    assertThat(TestTypes.decode(text, encode(new BigDecimal("123.4500")))).isEqualTo("123.4500");
    assertThat(TestTypes.decode(text, encode(new BigDecimal("0.0000000001"))))
        .isEqualTo("0.0000000001");
  }

  @Test
  void moneyCountsItsSmallestUnit() {
    ColumnDecoder decoder = TestTypes.registry().decoder(790, -1);

    assertThat(TestTypes.decode(decoder, Wire.start().int8(-123_456).end()))
        .isEqualTo(new BigDecimal("-1234.56"));
    assertThat(TestTypes.decode(decoder, Wire.start().int8(Long.MIN_VALUE).end()))
        .isEqualTo(new BigDecimal("-92233720368547758.08"));
    assertThat(decoder.carriesDefault()).isFalse();
  }

  @Test
  void malformedNumbersAreRefused() {
    byte[] cut = Wire.start().int2(2).int2(0).int2(0).int2(0).int2(1).end();
    byte[] digit = Wire.start().int2(1).int2(0).int2(0).int2(0).int2(10_000).end();

    assertThatThrownBy(() -> PgNumeric.read(cut, 0, cut.length))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PgNumeric.read(digit, 0, digit.length))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ColumnDecoder numeric(int precision, int scale) {
    return TestTypes.registry()
        .decoder(TestTypes.NUMERIC, TestTypes.numericTypmod(precision, scale));
  }

  private static ColumnDecoder numeric(TypeOptions.DecimalHandling decimal) {
    TypeOptions options =
        TestTypes.options(
            decimal, TypeOptions.TimePrecision.ADAPTIVE, TypeOptions.BinaryHandling.BYTES, false);
    return new TypeRegistry(options, new TestTypes()).decoder(TestTypes.NUMERIC, -1);
  }

  /**
   * The binary form as the server sends it: groups of four digits around the point, without zero
   * groups at either end.
   */
  static byte[] encode(BigDecimal value) {
    BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
    int groupsBehind = (plain.scale() + 3) / 4;
    BigInteger rest = plain.abs().movePointRight(4 * groupsBehind).toBigIntegerExact();
    List<Integer> groups = new ArrayList<>();
    while (rest.signum() != 0) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      groups.add(parts[1].intValue());
      rest = parts[0];
    }
    Collections.reverse(groups);
    int weight = groups.size() - groupsBehind - 1;
    while (!groups.isEmpty() && groups.get(groups.size() - 1) == 0) {
      groups.remove(groups.size() - 1);
    }
    Wire wire =
        Wire.start()
            .int2(groups.size())
            .int2(groups.isEmpty() ? 0 : weight)
            .int2(plain.signum() < 0 ? 0x4000 : 0)
            .int2(plain.scale());
    for (int group : groups) {
      wire = wire.int2(group);
    }
    return wire.end();
  }
}

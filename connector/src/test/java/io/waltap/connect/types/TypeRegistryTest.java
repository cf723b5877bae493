/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class TypeRegistryTest {

  private static final int MOOD = 90_001;
  private static final int DOMAIN = 90_002;
  private static final int DOMAIN_ARRAY = 90_003;
  private static final int COMPOSITE = 90_004;
  private static final int HSTORE = 90_005;
  private static final int MOOD_ARRAY = 90_006;
  private static final int PG_SNAPSHOT = 5038;
  private static final int PG_SNAPSHOT_ARRAY = 5039;
  private static final int TXID_SNAPSHOT = 2970;
  private static final String PLACEHOLDER = "__debezium_unavailable_value";

  private final TestTypes catalog = new TestTypes();
  private final TypeRegistry types = new TypeRegistry(TestTypes.options(), catalog);

  @Test
  void builtInTypesNeedNoCatalog() {
    assertThat(types.decoder(TestTypes.INT4, -1).schema().type()).isEqualTo(Schema.Type.INT32);
    assertThat(types.type(1231).name()).isEqualTo("_numeric");
    assertThat(catalog.lookups()).isZero();
  }

  @Test
  void typesOfTheDatabaseAreLookedUpOnceUntilRefreshed() {
    catalog.putEnum(MOOD, "sad", "ok");
    types.decoder(MOOD, -1);
    types.decoder(MOOD, -1);
    assertThat(catalog.lookups()).isEqualTo(1);

    catalog.putEnum(MOOD, "sad", "ok", "happy");
    types.refresh();

    assertThat(types.decoder(MOOD, -1).schema().build().parameters())
        .containsEntry("allowed", "sad,ok,happy");
  }

  @Test
  void anUnknownLabelSaysWhichTypeIsStale() {
    catalog.putEnum(MOOD, "sad", "ok");
    ColumnDecoder decoder = types.decoder(MOOD, -1);

    assertThat(TestTypes.decode(decoder, utf8("ok"))).isEqualTo("ok");
    assertThatThrownBy(() -> TestTypes.decode(decoder, utf8("happy")))
        .isInstanceOfSatisfying(
            StaleTypeException.class, e -> assertThat(e.typeOid()).isEqualTo(MOOD));
  }

  @Test
  void domainsAndTheirArraysAreThoseOfTheBaseType() {
    catalog.put(
        DOMAIN, "price", PgType.Kind.DOMAIN, TestTypes.NUMERIC, TestTypes.numericTypmod(10, 2));
    catalog.put(DOMAIN_ARRAY, "_price", PgType.Kind.ARRAY, DOMAIN, -1);
    byte[] price = NumericTest.encode(new BigDecimal("12.30"));

    assertThat(TestTypes.decode(types.decoder(DOMAIN, -1), price))
        .isEqualTo(new BigDecimal("12.30"));
    ColumnDecoder array = types.decoder(DOMAIN_ARRAY, -1);
    assertThat(array.schema().valueSchema().parameters()).containsEntry("scale", "2");
    assertThat(TestTypes.decode(array, Wire.array(price, null)))
        .isEqualTo(Arrays.asList(new BigDecimal("12.30"), null));
  }

  @Test
  void typesThatDebeziumHasNoMappingForAreLeftOut() {
    catalog.put(COMPOSITE, "comp", PgType.Kind.COMPOSITE, 0, -1);
    for (int oid : new int[] {4451, 3615, 3220, 28, 5069, 4072, 2205, COMPOSITE, 3645, 90_999}) {
      assertThat(types.decoder(oid, -1)).as("type %s", oid).isNull();
    }
    for (int oid : new int[] {PG_SNAPSHOT, PG_SNAPSHOT_ARRAY, TXID_SNAPSHOT}) {
      assertThat(types.decoder(oid, -1)).as("type %s", oid).isNull();
    }
  }

  @Test
  void unknownTypesAreAvailableAsTheBytesOfTheirText() {
    TypeRegistry all = new TypeRegistry(TestTypes.withUnknown(), catalog);
    catalog.put(COMPOSITE, "comp", PgType.Kind.COMPOSITE, 0, -1);
    byte[] composite =
        Wire.start()
            .int4(3)
            .int4(TestTypes.INT4)
            .part(Wire.start().int4(1).end())
            .int4(TestTypes.TEXT)
            .part("x \"y\"")
            .int4(TestTypes.TEXT)
            .int4(-1)
            .end();

    assertThat(text(all, COMPOSITE, composite)).isEqualTo("(1,\"x \"\"y\"\"\",)");
    assertThat(text(all, 3220, Wire.hex("00000016b374d848"))).isEqualTo("16/B374D848");
    assertThat(text(all, 4451, multirange())).isEqualTo("{[1,3),[5,7)}");
    assertThat(text(all, 4072, Wire.start().int1(1).text("$.\"a\"").end())).isEqualTo("$.\"a\"");
    assertThat(text(all, 3615, query())).isEqualTo("'fat' & ( 'cat':*A | !'dog' )");
    assertThat(all.decoder(3645, -1).schema().valueSchema().isOptional()).isTrue();
  }

  @Test
  void aPgSnapshotShowsItsBoundsAndTheTransactionsThatWereRunning() {
    TypeRegistry all = new TypeRegistry(TestTypes.withUnknown(), catalog);
    byte[] running =
        Wire.start()
            .int4(2)
            .int8(4_294_967_306L)
            .int8(4_294_967_316L)
            .int8(4_294_967_306L)
            .int8(4_294_967_310L)
            .end();
    byte[] quiet = Wire.start().int4(0).int8(10).int8(10).end();

    for (int oid : new int[] {PG_SNAPSHOT, TXID_SNAPSHOT}) {
      assertThat(text(all, oid, running)).isEqualTo("4294967306:4294967316:4294967306,4294967310");
      assertThat(text(all, oid, quiet)).isEqualTo("10:10:");
    }
    ColumnDecoder array = all.decoder(PG_SNAPSHOT_ARRAY, -1);
    assertThat(TestTypes.decode(array, Wire.array(quiet, null)))
        .isEqualTo(Arrays.asList(ByteBuffer.wrap(utf8("10:10:")), null));
  }

  @Test
  void aPgSnapshotOfTheWrongLengthIsRefused() {
    ColumnDecoder decoder =
        new TypeRegistry(TestTypes.withUnknown(), catalog).decoder(PG_SNAPSHOT, -1);
    byte[] tooShort = Wire.start().int4(1).int8(10).int8(20).end();
    byte[] tooLong = Wire.start().int4(0).int8(10).int8(20).int8(15).end();

    assertThatThrownBy(() -> TestTypes.decode(decoder, tooShort))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TestTypes.decode(decoder, tooLong))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void arraysOfSeveralDimensionsAreFlattened() {
    byte[] matrix =
        Wire.start()
            .int4(2)
            .int4(0)
            .int4(TestTypes.INT4)
            .int4(2)
            .int4(1)
            .int4(1)
            .int4(1)
            .part(Wire.start().int4(1).end())
            .part(Wire.start().int4(2).end())
            .end();

    assertThat(TestTypes.decode(types.decoder(1007, -1), matrix)).isEqualTo(List.of(1, 2));
    byte[] empty = Wire.start().int4(0).int4(0).int4(TestTypes.INT4).end();
    assertThat(TestTypes.decode(types.decoder(1007, -1), empty)).isEqualTo(List.of());
  }

  @Test
  void anArrayThatClaimsTooMuchIsRefused() {
    byte[] claim = Wire.start().int4(1).int4(0).int4(23).int4(Integer.MAX_VALUE).int4(1).end();

    assertThatThrownBy(() -> TestTypes.decode(types.decoder(1007, -1), claim))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void placeholdersHaveTheFormOfTheirType() {
    catalog.put(HSTORE, "hstore", PgType.Kind.BASE, 0, -1);
    assertThat(types.decoder(TestTypes.TEXT, -1).unavailable()).isEqualTo(PLACEHOLDER);
    assertThat(types.decoder(17, -1).unavailable()).isEqualTo(ByteBuffer.wrap(utf8(PLACEHOLDER)));
    assertThat(types.decoder(1009, -1).unavailable()).isEqualTo(List.of(PLACEHOLDER));
    assertThat((List<?>) types.decoder(1007, -1).unavailable()).hasSize(28).first().isEqualTo(95);
    assertThat(types.decoder(2951, -1).unavailable())
        .isEqualTo(List.of("b68a35a7-17ad-35b3-af2a-ae46edb4545a"));
    assertThat(types.decoder(HSTORE, -1).unavailable())
        .isEqualTo("{\"" + PLACEHOLDER + "\":\"" + PLACEHOLDER + "\"}");
    assertThat(types.decoder(1022, -1).unavailable()).isNull();
  }

  @Test
  void bitsAreTheLittleEndianNumber() {
    assertThat((byte[]) TestTypes.decode(types.decoder(1560, 5), bits(5, "b0")))
        .containsExactly(0x16);
    assertThat((byte[]) TestTypes.decode(types.decoder(1562, -1), bits(10, "8040")))
        .containsExactly(0x01, 0x02);
    assertThat((byte[]) TestTypes.decode(types.decoder(1562, 20), bits(20, "000010")))
        .containsExactly(0x01);
    assertThat(TestTypes.decode(types.decoder(1560, 1), bits(1, "80"))).isEqualTo(true);
  }

  @Test
  void addressesAreCompressed() {
    assertThat(address("02180004" + "0a010203")).isEqualTo("10.1.2.3/24");
    assertThat(address("02200004" + "0a010203")).isEqualTo("10.1.2.3");
    assertThat(address("02200104" + "0a010203")).isEqualTo("10.1.2.3/32");
    assertThat(address("03800010" + "20010db8000000000000000000000001")).isEqualTo("2001:db8::1");
    assertThat(address("03400010" + "20010db8000000000000000000000000")).isEqualTo("2001:db8::/64");
    assertThat(address("03800010" + "00000000000000000000ffff01020304"))
        .isEqualTo("::ffff:1.2.3.4");
    assertThat(address("03800010" + "00000000000000000000000000000000")).isEqualTo("::");
  }

  @Test
  void rangesQuoteTheirBounds() {
    byte[] bound = Wire.start().int8(0).end();
    byte[] range = Wire.start().int1(0x02).part(bound).part(bound).end();

    assertThat(TestTypes.decode(types.decoder(3908, -1), range))
        .isEqualTo("[\"2000-01-01 00:00:00\",\"2000-01-01 00:00:00\")");
    assertThat(TestTypes.decode(types.decoder(3908, -1), Wire.hex("18"))).isEqualTo("(,)");
    assertThat(TestTypes.decode(types.decoder(3908, -1), Wire.hex("01"))).isEqualTo("empty");
  }

  @Test
  void lexemesHavePlacesAndWeights() {
    byte[] vector =
        Wire.start()
            .int4(2)
            .cString("a")
            .int2(0)
            .cString("it's")
            .int2(2)
            .int2(0xC001)
            .int2(2)
            .end();

    assertThat(TestTypes.decode(types.decoder(3614, -1), vector)).isEqualTo("'a' 'it''s':1A,2");
  }

  @Test
  void aLongChainOfASearchQueryIsNoDeepTree() {
    TypeRegistry all = new TypeRegistry(TestTypes.withUnknown(), catalog);
    int words = 3_000;
    byte[] word = Wire.start().int1(1).int1(0).int1(0).cString("w").end();
    byte[] orWord = Wire.start().int1(2).int1(3).raw(word).end();

    byte[] leftDeep = Wire.start().int4(2 * words + 1).raw(repeated(orWord, words)).raw(word).end();
    assertThat(text(all, 3615, leftDeep)).isEqualTo("'w'" + " | 'w'".repeat(words));

    byte[] rightDeep =
        Wire.start()
            .int4(2 * words + 1)
            .raw(repeated(new byte[] {2, 3}, words))
            .raw(repeated(word, words + 1))
            .end();
    assertThatThrownBy(() -> text(all, 3615, rightDeep))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsAndPlacesThatDoNotFitAreRefused() {
    int vector = 90_007;
    int sparse = 90_008;
    catalog.put(vector, "vector", PgType.Kind.BASE, 0, -1);
    catalog.put(sparse, "sparsevec", PgType.Kind.BASE, 0, -1);
    byte[] claim = Wire.start().int2(Short.MAX_VALUE).int2(0).end();
    byte[] beyond = Wire.start().int4(3).int4(1).int4(0).int4(3).int4(0).end();
    byte[] zone = Wire.start().int8(0).int4(Integer.MIN_VALUE).end();

    assertRefused(vector, claim);
    assertRefused(sparse, beyond);
    assertRefused(TestTypes.TIMETZ, zone);
    assertRefused(869, Wire.hex("022100040a010203"));
  }

  private void assertRefused(int typeOid, byte[] value) {
    assertThatThrownBy(() -> TestTypes.decode(types.decoder(typeOid, -1), value))
        .as("type %s", typeOid)
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] repeated(byte[] part, int times) {
    ByteBuffer all = ByteBuffer.allocate(part.length * times);
    for (int i = 0; i < times; i++) {
      all.put(part);
    }
    return all.array();
  }

  @Test
  void hstoreBecomesJson() {
    catalog.put(HSTORE, "hstore", PgType.Kind.BASE, 0, -1);
    byte[] pairs = Wire.start().int4(2).part("k\n").part("v\"").part("n").int4(-1).end();

    assertThat(TestTypes.decode(types.decoder(HSTORE, -1), pairs))
        .isEqualTo("{\"n\":null,\"k\\n\":\"v\\\"\"}");
  }

  @Test
  void shapesAreWellKnownBinary() {
    byte[] box = Wire.start().float8(2).float8(2).float8(0).float8(0).end();
    Struct value = (Struct) TestTypes.decode(types.decoder(603, -1), box);

    assertThat((byte[]) value.get("wkb"))
        .isEqualTo(
            Wire.hex(
                "0103000000010000000500000000000000000000400000000000000040000000"
                    + "0000000040000000000000000000000000000000000000000000000000000000"
                    + "0000000000000000000000004000000000000000400000000000000040"));
    Map<String, String> extensions = value.getMap("extensions");
    assertThat(extensions).containsExactly(Map.entry("type", "box"));
  }

  @Test
  void elementsOfEveryArrayMayBeNull() {
    catalog.putEnum(MOOD, "sad");
    catalog.put(MOOD_ARRAY, "_mood", PgType.Kind.ARRAY, MOOD, -1);

    assertThat(types.decoder(MOOD_ARRAY, -1).schema().valueSchema().isOptional()).isTrue();
    assertThat(types.decoder(1187, -1).schema().valueSchema().isOptional()).isTrue();
  }

  @Test
  void halfAndSinglePrecisionKeepTheirDecimals() {
    assertThat(VectorDecoders.half((short) 0x3C00)).isEqualTo(1.0f);
    assertThat(VectorDecoders.half((short) 0xC000)).isEqualTo(-2.0f);
    assertThat(VectorDecoders.half((short) 0x7C00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(VectorDecoders.half((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(NumberText.decimalDouble(1.1f)).isEqualTo(1.1d);
    assertThat(NumberText.decimalDouble(-0.123456f)).isEqualTo(-0.123456d);
    assertThat(NumberText.decimalDouble(1e-20f)).isEqualTo(1e-20d);
  }

  @Test
  void floatsHaveTheNotationOfPostgres() {
    assertThat(float8(1.5)).isEqualTo("1.5");
    assertThat(float8(1e300)).isEqualTo("1e+300");
    assertThat(float8(-0.0)).isEqualTo("-0");
    assertThat(float8(0.00001)).isEqualTo("1e-05");
    assertThat(float8(123_456_789_012_345d)).isEqualTo("123456789012345");
  }

  private static String float8(double value) {
    StringBuilder out = new StringBuilder();
    NumberText.appendFloat8(value, out);
    return out.toString();
  }

  private static Object address(String hex) {
    return TestTypes.decode(TestTypes.registry().decoder(869, -1), Wire.hex(hex));
  }

  private static byte[] bits(int count, String hex) {
    return Wire.start().int4(count).raw(Wire.hex(hex)).end();
  }

  private static byte[] multirange() {
    return Wire.start().int4(2).part(int4Range(1, 3)).part(int4Range(5, 7)).end();
  }

  private static byte[] int4Range(int lower, int upper) {
    return Wire.start()
        .int1(0x02)
        .part(Wire.start().int4(lower).end())
        .part(Wire.start().int4(upper).end())
        .end();
  }

  /**
   * AND of ('cat' with prefix and weight A, OR of NOT 'dog') and 'fat'. The right side comes first.
   */
  private static byte[] query() {
    return Wire.start()
        .int4(6)
        .int1(2)
        .int1(2)
        .int1(2)
        .int1(3)
        .int1(2)
        .int1(1)
        .int1(1)
        .int1(0)
        .int1(0)
        .cString("dog")
        .int1(1)
        .int1(8)
        .int1(1)
        .cString("cat")
        .int1(1)
        .int1(0)
        .int1(0)
        .cString("fat")
        .end();
  }

  private static String text(TypeRegistry registry, int oid, byte[] value) {
    ByteBuffer bytes = (ByteBuffer) TestTypes.decode(registry.decoder(oid, -1), value);
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

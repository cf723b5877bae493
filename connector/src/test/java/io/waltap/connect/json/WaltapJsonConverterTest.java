/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.PostgresSourceConnector;
import io.waltap.connect.json.BothConverters.Outcome;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.junit.jupiter.api.Test;

class WaltapJsonConverterTest {
  private static final List<BothConverters> ALL = BothConverters.all();
  private static final BothConverters PLAIN = BothConverters.with(false, true, "BASE64");
  private static final BothConverters WITH_SCHEMA = BothConverters.with(true, true, "BASE64");

  private static final Schema TEXT =
      SchemaBuilder.struct().field("text", Schema.STRING_SCHEMA).build();

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void anyStructBecomesTheBytesThatKafkaWrites(@ForAll long seed) {
    Struct value = new RandomRecords(seed).next();

    ALL.forEach(converters -> converters.agreeByPlan(value));
  }

  @Test
  void numbersAreWrittenUpToTheirEnds() {
    Schema schema =
        SchemaBuilder.struct()
            .field("int8", Schema.INT8_SCHEMA)
            .field("int16", Schema.INT16_SCHEMA)
            .field("int32", Schema.INT32_SCHEMA)
            .field("int64", Schema.INT64_SCHEMA)
            .build();
    for (long number : numbers()) {
      PLAIN.agreeByPlan(
          new Struct(schema)
              .put("int8", (byte) number)
              .put("int16", (short) number)
              .put("int32", (int) number)
              .put("int64", number));
    }
  }

  @Test
  void realNumbersAreThoseOfJavaAndInQuotesWhereJsonHasNone() {
    Schema schema =
        SchemaBuilder.struct()
            .field("float32", Schema.FLOAT32_SCHEMA)
            .field("float64", Schema.FLOAT64_SCHEMA)
            .build();
    double[] numbers = {
      0.0, -0.0, 1.0, 0.1, 1e7, 1e-3, 1e-4, 123_456_789.125, Double.MAX_VALUE, Double.MIN_VALUE
    };
    for (double number : numbers) {
      PLAIN.agreeByPlan(new Struct(schema).put("float32", (float) number).put("float64", number));
    }
    assertThat(
            PLAIN
                .agreeByPlan(
                    new Struct(schema)
                        .put("float32", Float.NaN)
                        .put("float64", Double.NEGATIVE_INFINITY))
                .text())
        .isEqualTo("{\"float32\":\"NaN\",\"float64\":\"-Infinity\"}");
  }

  @Test
  void bytesAreTheWholeArrayBehindABuffer() {
    Schema schema = SchemaBuilder.struct().field("bytes", Schema.BYTES_SCHEMA).build();
    byte[] bytes = {0, 1, 2, 3, -1, -2, 127};

    PLAIN.agreeByPlan(new Struct(schema).put("bytes", bytes));
    PLAIN.agreeByPlan(new Struct(schema).put("bytes", new byte[0]));
    ByteBuffer part = ByteBuffer.wrap(bytes, 2, 3).slice();
    Outcome outcome = PLAIN.agreeByPlan(new Struct(schema).put("bytes", part));

    assertThat(outcome.text()).isEqualTo("{\"bytes\":\"AAECA//+fw==\"}");
    assertThat(part.remaining()).isEqualTo(3);
  }

  @Test
  void logicalTypesAreKnownByTheirName() {
    Schema schema =
        SchemaBuilder.struct()
            .field("decimal", Decimal.schema(2))
            .field("date", Date.SCHEMA)
            .field("time", Time.SCHEMA)
            .field("timestamp", Timestamp.SCHEMA)
            .field("dates", SchemaBuilder.array(Date.SCHEMA).build())
            .build();
    Struct value =
        new Struct(schema)
            .put("decimal", new BigDecimal("-1234.56"))
            .put("date", date(-86_400_000L))
            .put("time", date(86_400_000L))
            .put("timestamp", date(-1))
            .put("dates", List.of(date(0), date(86_400_000L)));

    for (BothConverters converters : ALL) {
      converters.agreeByPlan(value);
    }
    assertThat(BothConverters.with(false, true, "numeric").agreeByPlan(value).text())
        .isEqualTo(
            "{\"decimal\":-1234.56,\"date\":-1,\"time\":86400000,\"timestamp\":-1,\"dates\":[0,1]}");
  }

  @Test
  void aDecimalOfAnotherScaleIsRefusedOnlyWhereTheScaleIsNotWritten() {
    Schema schema = SchemaBuilder.struct().field("decimal", Decimal.schema(2)).build();
    Struct value = new Struct(schema).put("decimal", new BigDecimal("1E+3"));

    assertThat(BothConverters.with(false, true, "NUMERIC").agreeByPlan(value).text())
        .isEqualTo("{\"decimal\":1E+3}");
    assertThat(PLAIN.agreeByPlan(value).thrown()).isInstanceOf(DataException.class);
  }

  @Test
  void nullIsReplacedByTheDefaultWhereTheSettingSaysSo() {
    Schema element = SchemaBuilder.string().optional().defaultValue("nothing").build();
    Schema schema =
        SchemaBuilder.struct()
            .field("optional", element)
            .field("required", SchemaBuilder.int32().defaultValue(7).build())
            .field("array", SchemaBuilder.array(element).build())
            .field("map", SchemaBuilder.map(Schema.STRING_SCHEMA, element).build())
            .field("pairs", SchemaBuilder.map(Schema.OPTIONAL_INT32_SCHEMA, element).build())
            .build();
    Struct complete =
        new Struct(schema)
            .put("required", 1)
            .put("array", Arrays.asList("a", null))
            .put("map", Collections.singletonMap("a", null))
            .put("pairs", Collections.singletonMap(null, null));
    Struct withoutRequired =
        new Struct(schema).put("array", List.of()).put("map", Map.of()).put("pairs", Map.of());

    for (BothConverters converters : ALL) {
      converters.agreeByPlan(complete);
      converters.agreeByPlan(withoutRequired);
    }
    assertThat(PLAIN.agreeByPlan(complete).text())
        .isEqualTo(
            "{\"optional\":\"nothing\",\"required\":1,\"array\":[\"a\",\"nothing\"],"
                + "\"map\":{\"a\":\"nothing\"},\"pairs\":[[null,\"nothing\"]]}");
    BothConverters nullStays = BothConverters.with(false, false, "BASE64");
    assertThat(nullStays.agreeByPlan(complete).text())
        .isEqualTo(
            "{\"optional\":null,\"required\":1,\"array\":[\"a\",null],"
                + "\"map\":{\"a\":null},\"pairs\":[[null,null]]}");
    assertThat(nullStays.agreeByPlan(withoutRequired).thrown()).isInstanceOf(DataException.class);
  }

  @Test
  void nullIsRefusedWhereAValueIsRequired() {
    Schema array = SchemaBuilder.array(Schema.INT32_SCHEMA).build();
    Schema schema = SchemaBuilder.struct().field("numbers", array).build();
    List<Integer> numbers = new ArrayList<>(List.of(1));
    Struct value = new Struct(schema).put("numbers", numbers);
    numbers.set(0, null); // put would not have had it

    for (BothConverters converters : ALL) {
      assertThat(converters.agreeByPlan(new Struct(TEXT)).thrown())
          .isInstanceOf(DataException.class);
      assertThat(converters.agreeByPlan(value).thrown()).isInstanceOf(DataException.class);
    }
  }

  @Test
  void aValueOfAnotherClassIsRefused() {
    for (Schema element :
        List.of(
            Schema.INT8_SCHEMA,
            Schema.INT16_SCHEMA,
            Schema.INT32_SCHEMA,
            Schema.INT64_SCHEMA,
            Schema.FLOAT32_SCHEMA,
            Schema.FLOAT64_SCHEMA,
            Schema.BOOLEAN_SCHEMA,
            Schema.STRING_SCHEMA,
            Schema.BYTES_SCHEMA,
            SchemaBuilder.array(Schema.STRING_SCHEMA).build(),
            SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build(),
            SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.STRING_SCHEMA).build(),
            TEXT,
            Decimal.schema(0),
            Date.SCHEMA,
            Time.SCHEMA,
            Timestamp.SCHEMA)) {
      Struct value = arrayWith(element, new Object());

      for (BothConverters converters : ALL) {
        assertThat(converters.agreeByPlan(value).thrown())
            .as(element.toString())
            .isInstanceOf(DataException.class);
      }
    }
  }

  @Test
  void aDateWithATimeOfDayIsRefused() {
    Schema schema = SchemaBuilder.struct().field("date", Date.SCHEMA).build();
    Struct value = new Struct(schema).put("date", date(1));

    assertThat(PLAIN.agreeByPlan(value).thrown()).isInstanceOf(DataException.class);
  }

  @Test
  void aBufferWithoutAnArrayIsRefused() {
    Schema schema = SchemaBuilder.struct().field("bytes", Schema.BYTES_SCHEMA).build();
    ByteBuffer readOnly = ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer();

    assertThat(PLAIN.agreeByPlan(new Struct(schema).put("bytes", readOnly)).thrown())
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void aStructOfAnotherSchemaIsRefused() {
    Schema other = SchemaBuilder.struct().field("text", Schema.OPTIONAL_STRING_SCHEMA).build();
    Struct inside = arrayWith(TEXT, new Struct(other).put("text", "a"));

    for (BothConverters converters : ALL) {
      assertThat(converters.agree(other, text("a")).thrown()).isInstanceOf(DataException.class);
      assertThat(converters.agree(null, text("a")).thrown()).isInstanceOf(DataException.class);
      assertThat(converters.agree(Schema.STRING_SCHEMA, text("a")).thrown())
          .isInstanceOf(DataException.class);
      assertThat(converters.agreeByPlan(inside).thrown()).isInstanceOf(DataException.class);
      assertThat(converters.agreeByPlan(text("a")).thrown()).isNull();
    }
  }

  @Test
  void aStructWhoseSchemaIsEqualIsOfThatSchema() {
    Schema schema = SchemaBuilder.struct().field("inner", inner()).build();

    for (BothConverters converters : ALL) {
      for (Schema inner : List.of(inner(), schema.field("inner").schema(), inner())) {
        for (int id = 0; id < 3; id++) {
          Struct value = new Struct(schema).put("inner", new Struct(inner).put("id", id));
          assertThat(converters.agreeByPlan(value).thrown()).isNull();
          // the record's own
          Schema again = SchemaBuilder.struct().field("inner", inner()).build();
          assertThat(converters.agree(again, value).thrown()).isNull();
        }
      }
    }
  }

  @Test
  void aRecordThatATransformationMadeIsTheSame() {
    Schema wider = SchemaBuilder.struct().field("extra", Schema.INT64_SCHEMA).build();
    for (int i = 0; i < 5; i++) {
      // as InsertField does it, but without a cache
      SchemaBuilder builder = SchemaBuilder.struct().name("wider").version(i);
      for (Field field : TEXT.fields()) {
        builder.field(field.name(), field.schema());
      }
      Schema made = builder.field("wider", wider).build();
      Struct value =
          new Struct(made).put("text", "t" + i).put("wider", new Struct(wider).put("extra", 1L));

      ALL.forEach(converters -> assertThat(converters.agreeByPlan(value).thrown()).isNull());
    }
  }

  @Test
  void aSchemaInTheMakingIsLeftToKafka() {
    SchemaBuilder root = SchemaBuilder.struct().field("number", Schema.INT32_SCHEMA);
    Schema withBuilder = SchemaBuilder.struct().field("number", SchemaBuilder.int32()).build();

    for (BothConverters converters : ALL) {
      Struct ofBuilder = new Struct(root).put("number", 1);
      assertThat(converters.agree(root, ofBuilder).thrown()).isNull();
      Struct value = new Struct(withBuilder).put("number", 1);
      assertThat(converters.agree(withBuilder, value).thrown()).isNull();
    }
    root.field("more", Schema.OPTIONAL_STRING_SCHEMA);
    Struct value = new Struct(root).put("number", 1).put("more", "m");

    for (BothConverters converters : ALL) {
      assertThat(converters.agree(root, value).text()).contains("{\"number\":1,\"more\":\"m\"}");
    }
  }

  @Test
  void keysThatAreNoStringsAreNamedByKafka() {
    Schema map = SchemaBuilder.map(Schema.OPTIONAL_STRING_SCHEMA, Schema.INT32_SCHEMA).build();
    Schema schema = SchemaBuilder.struct().field("map", map).build();
    Map<Object, Object> entries = new LinkedHashMap<>();
    entries.put(null, 1);
    entries.put("other", 2);
    entries.put("null", 3);
    Struct value = new Struct(schema).put("map", entries);

    ALL.forEach(converters -> converters.agree(schema, value));
    assertThat(PLAIN.agree(schema, value).text()).isEqualTo("{\"map\":{\"null\":3,\"other\":2}}");
  }

  @Test
  void whatIsNoStructIsLeftToKafka() {
    Schema strings = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build();
    Schema optional = SchemaBuilder.struct().optional().field("a", strings).build();
    for (BothConverters converters : ALL) {
      assertThat(converters.agree(null, null).bytes()).isNull();
      assertThat(converters.agree(optional, null).thrown()).isNull();
      assertThat(converters.agree(TEXT, null).thrown()).isInstanceOf(DataException.class);
      converters.agree(Schema.INT64_SCHEMA, Long.MIN_VALUE);
      converters.agree(Schema.STRING_SCHEMA, "a \"key\"");
      converters.agree(strings, List.of("a", "b"));
      converters.agree(map, Map.of("a", 1));
      converters.agree(null, Map.of("a", List.of(1L, "b")));
      converters.agree(null, 1.5);
    }
  }

  @Test
  void structsWithoutFieldsAreEmptyObjects() {
    Schema empty = SchemaBuilder.struct().build();
    Schema schema = SchemaBuilder.struct().field("empty", empty).build();
    Struct value = new Struct(schema).put("empty", new Struct(empty));

    ALL.forEach(converters -> assertThat(converters.agreeByPlan(value).thrown()).isNull());
    assertThat(PLAIN.agreeByPlan(value).text()).isEqualTo("{\"empty\":{}}");
  }

  @Test
  void moreSchemasThanAreKeptAreAllWritten() {
    BothConverters converters =
        new BothConverters(Map.of("schemas.enable", true, "schemas.cache.size", 2));
    List<Struct> values = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Schema schema = SchemaBuilder.struct().field("field" + i, Schema.INT32_SCHEMA).build();
      values.add(new Struct(schema).put("field" + i, i));
    }

    for (int round = 0; round < 3; round++) {
      for (Struct value : values) {
        converters.agreeByPlan(value);
        converters.agreeByPlan(value);
      }
    }
  }

  @Test
  void aLargeRecordLeavesNothingBehind() {
    Schema schema =
        SchemaBuilder.struct()
            .field("text", Schema.STRING_SCHEMA)
            .field("bytes", Schema.BYTES_SCHEMA)
            .build();
    Struct large =
        new Struct(schema)
            .put("text", "a line\n".repeat(400_000))
            .put("bytes", new byte[2_000_001]);
    Struct small = new Struct(schema).put("text", "").put("bytes", new byte[1]);

    for (BothConverters converters : List.of(PLAIN, WITH_SCHEMA)) {
      converters.agreeByPlan(small);
      converters.agreeByPlan(large);
      converters.agreeByPlan(small);
      converters.agreeByPlan(large);
    }
  }

  @Test
  void aRecordThatWasRefusedLeavesNothingBehind() {
    Schema schema =
        SchemaBuilder.struct()
            .field("text", Schema.STRING_SCHEMA)
            .field("required", Schema.INT32_SCHEMA)
            .build();
    Struct incomplete = new Struct(schema).put("text", "there already");

    assertThat(PLAIN.agreeByPlan(incomplete).thrown()).isInstanceOf(DataException.class);
    PLAIN.agreeByPlan(incomplete.put("required", 1));
  }

  @Test
  void whatWasWrittenIsReadBack() {
    Schema schema = SchemaBuilder.struct().field("inner", inner()).build();
    Struct value = new Struct(schema).put("inner", new Struct(inner()).put("id", 7));
    WaltapJsonConverter converter = WITH_SCHEMA.ours();

    SchemaAndValue back =
        converter.toConnectData("topic", converter.fromConnectData("topic", schema, value));

    assertThat(back).isEqualTo(new SchemaAndValue(schema, value));
  }

  @Test
  void headersAreConvertedLikeValues() {
    Struct value = text("a");

    byte[] header = PLAIN.ours().fromConnectHeader("topic", "header", TEXT, value);

    assertThat(new String(header, StandardCharsets.UTF_8)).isEqualTo("{\"text\":\"a\"}");
  }

  @Test
  void theVersionIsTheConnectors() {
    assertThat(new WaltapJsonConverter().version())
        .isEqualTo(new PostgresSourceConnector().version());
  }

  /**
   * This is how plugin.discovery finds converters of both kinds. It warns of a converter that it
   * finds by its superclass only.
   */
  @Test
  void theWorkerFindsItInTheJar() {
    String name = WaltapJsonConverter.class.getName();

    assertThat(ServiceLoader.load(Converter.class).stream().map(found -> found.type().getName()))
        .contains(name);
    assertThat(
            ServiceLoader.load(HeaderConverter.class).stream().map(found -> found.type().getName()))
        .contains(name);
  }

  private static Struct text(String text) {
    return new Struct(TEXT).put("text", text);
  }

  private static Schema inner() {
    return SchemaBuilder.struct().name("inner").field("id", Schema.INT32_SCHEMA).build();
  }

  /** An array of one element that {@link Struct#put} would refuse. */
  private static Struct arrayWith(Schema element, Object wrong) {
    Schema schema =
        SchemaBuilder.struct().field("array", SchemaBuilder.array(element).build()).build();
    List<Object> elements = new ArrayList<>();
    Struct value = new Struct(schema).put("array", elements);
    elements.add(wrong);
    return value;
  }

  /** The numbers at which the count of digits changes or the type ends, with their neighbors. */
  private static List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    long end = 1;
    for (int digits = 1; digits < 19; digits++) {
      addAround(end, numbers);
      end *= 10;
    }
    addAround(end, numbers);
    for (int bits = 0; bits < 64; bits++) {
      addAround(1L << bits, numbers);
    }
    return numbers;
  }

  private static void addAround(long number, List<Long> numbers) {
    for (long neighbour = -1; neighbour <= 1; neighbour++) {
      numbers.add(number + neighbour);
      numbers.add(-(number + neighbour));
    }
  }

  private static java.util.Date date(long millis) {
    return java.util.Date.from(Instant.ofEpochMilli(millis));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.json.WaltapJsonConverter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class EarlyConversionTest {
  private static final Schema VALUE =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("text", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private final EarlyConversion conversion = new EarlyConversion(true);
  private final WaltapJsonConverter converter = converter();

  @Test
  void nothingIsConvertedBeforeAConverterIsKnown() {
    SourceRecord captured = captured(1, "one");

    assertThat(conversion.convert(List.of(captured))).isZero();
    assertThat(((Struct) captured.value()).getString("text")).isEqualTo("one");
  }

  @Test
  void theConverterFindsItsOwnBytes() {
    SourceRecord first = captured(1, "one");
    assertThat(json(first)).isEqualTo("{\"id\":1,\"text\":\"one\"}");
    SourceRecord second = captured(2, "two");
    SourceRecord tombstone = new SourceRecord(Map.of(), Map.of(), "t", VALUE, null);

    long bytes = conversion.convert(List.of(second, tombstone));

    assertThat(json(second)).isEqualTo("{\"id\":2,\"text\":\"two\"}").hasSize((int) bytes);
    byte[] sent = converter.fromConnectData("t", VALUE, second.value());
    assertThat(converter.fromConnectData("t", VALUE, second.value()))
        .as("sent again")
        .isSameAs(sent);
    assertThat(conversion.convert(List.of(first, second))).as("once is enough").isZero();
    assertThat(second.value()).hasToString("Struct converted to 21 bytes");
  }

  // Guards against: a marker of mirror.signals.enabled, which has neither key nor value, that ends
  // the lane.
  @Test
  void aRecordWithoutKeyAndValueIsPassedOver() {
    json(captured(1, "one"));
    SourceRecord marker = new SourceRecord(Map.of(), Map.of(), "t", 0, null, null, null, null);

    assertThat(conversion.convert(List.of(marker))).isZero();
    assertThat(converter.fromConnectData("t", null, null)).isNull();
  }

  @Test
  void aConvertedValueHoldsNothingElse() {
    json(captured(1, "one"));
    SourceRecord captured = captured(2, "two");
    conversion.convert(List.of(captured));

    assertThat(((Struct) captured.value()).getWithoutDefault("text")).isNull();
  }

  /**
   * This cannot happen, since a task has one converter. If it did, no value must come out that
   * looks valid.
   */
  @Test
  void anotherConverterRefusesAConvertedValue() {
    SourceRecord captured = captured(1, "one");
    json(captured);
    JsonConverter kafkas = new JsonConverter();
    kafkas.configure(Map.of("schemas.enable", false), false);

    for (JsonConverter other : List.of(kafkas, converter())) {
      assertThatThrownBy(() -> other.fromConnectData("t", VALUE, captured.value()))
          .isInstanceOf(DataException.class);
    }
  }

  @Test
  void aSchemaThatIsNotTheValuesOwnIsTheOneThatCounts() {
    SourceRecord captured = captured(1, "one");
    Schema equal =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("text", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    byte[] json = converter.fromConnectData("t", equal, captured.value());

    assertThat(json).asString(StandardCharsets.UTF_8).isEqualTo("{\"id\":1,\"text\":\"one\"}");
    assertThat(((Struct) captured.value()).getString("text")).isEqualTo("one");
  }

  @Test
  void whatDoesNotFitItsSchemaIsLeftToTheConverterThatThrows() {
    json(captured(1, "one"));
    Struct incomplete = conversion.newValue(VALUE).put("text", "no id");
    SourceRecord captured = new SourceRecord(Map.of(), Map.of(), "t", VALUE, incomplete);

    assertThat(conversion.convert(List.of(captured))).isZero();
    assertThat(incomplete.getString("text")).isEqualTo("no id");
    assertThatThrownBy(() -> json(captured)).isInstanceOf(DataException.class);
  }

  // Guards against: a lane that ends by an error that Connect was told to tolerate.
  @Test
  void anErrorIsLeftToTheConverterThatThrowsItAgain() {
    EarlyConverter failing =
        new EarlyConverter() {
          @Override
          public Encoder newEncoder() {
            return (topic, schema, value) -> {
              throw new IllegalStateException("cannot");
            };
          }

          @Override
          public boolean convertsEarly() {
            return true;
          }
        };
    conversion.wantedBy(failing);
    SourceRecord captured = captured(1, "one");

    assertThat(conversion.convert(List.of(captured))).isZero();
    assertThat(json(captured)).isEqualTo("{\"id\":1,\"text\":\"one\"}");
  }

  @Test
  void valuesThatMayStillBeChangedAreOrdinaryOnes() {
    EarlyConversion impossible = new EarlyConversion(false);
    Struct value = impossible.newValue(VALUE).put("id", 1L).put("text", "one");
    SourceRecord captured = new SourceRecord(Map.of(), Map.of(), "t", VALUE, value);
    json(captured);

    value.put("text", "changed");

    assertThat(impossible.convert(List.of(captured))).isZero();
    assertThat(json(captured)).isEqualTo("{\"id\":1,\"text\":\"changed\"}");
  }

  // Guards against: two threads that write to one buffer.
  @Test
  void severalThreadsConvertAtOnce() throws Exception {
    json(captured(0, "known"));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<SourceRecord>>> batches = new ArrayList<>();
      for (int batch = 0; batch < 40; batch++) {
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
          records.add(captured(1_000L * batch + i, "text " + i));
        }
        batches.add(
            threads.submit(
                () -> {
                  assertThat(conversion.convert(records)).isPositive();
                  return records;
                }));
      }
      for (int batch = 0; batch < batches.size(); batch++) {
        List<SourceRecord> records = batches.get(batch).get(1, TimeUnit.MINUTES);
        for (int i = 0; i < records.size(); i++) {
          assertThat(json(records.get(i)))
              .isEqualTo("{\"id\":%d,\"text\":\"text %d\"}".formatted(1_000 * batch + i, i));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static WaltapJsonConverter converter() {
    WaltapJsonConverter converter = new WaltapJsonConverter();
    converter.configure(Map.of("schemas.enable", false), false);
    return converter;
  }

  private SourceRecord captured(long id, String text) {
    Struct value = conversion.newValue(VALUE).put("id", id).put("text", text);
    return new SourceRecord(Map.of(), Map.of(), "t", VALUE, value);
  }

  private String json(SourceRecord captured) {
    byte[] json = converter.fromConnectData("t", captured.valueSchema(), captured.value());
    return new String(json, StandardCharsets.UTF_8);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.conformance.ConformanceCases.Run;
import io.waltap.it.conformance.Difference.Part;
import io.waltap.it.conformance.TopicComparison.Pair;
import io.waltap.it.harness.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What users run after Debezium also works after Waltap. Debezium's own flattening transform and
 * Iceberg's transform run on the records as a sink connector gets them. The results must be equal
 * to the results for Debezium's records.
 */
final class DownstreamIT {
  private static final String CASE = "downstream";
  private static final JsonConverter CONVERTER = new JsonConverter();

  private static Scene scene;

  @BeforeAll
  static void captureOnce() {
    CONVERTER.configure(Map.of("schemas.enable", true), false);
    Path file =
        ConformanceCases.files().stream()
            .filter(each -> each.endsWith(CASE + ".sql"))
            .findFirst()
            .orElseThrow();
    int major = Settings.defaultMajor();
    scene = SideBySide.capture(new Run(ConformanceCase.read(file, major), major));
  }

  // Guards against: ExtractNewRecordState, which most Debezium pipelines use, refusing Waltap's
  // envelope or finding less in it.
  @Test
  void debeziumsExtractNewRecordStateRunsUnchanged() {
    try (PluginClasses classes = PluginClasses.debezium();
        Transformation<SinkRecord> transformation =
            classes.transformation(
                "io.debezium.transforms.ExtractNewRecordState",
                Map.of(
                    "delete.tombstone.handling.mode", "rewrite",
                    "add.fields", "op,table,source.db",
                    "add.headers", "op"))) {
      List<Pair> pairs = transformed(classes, transformation);

      assertThat(unexplained(pairs, difference -> false)).isEmpty();
      assertThat(pairs)
          .extracting(pair -> pair.waltap().value().path("__op").asText())
          .contains("r", "c", "u", "d");
      assertThat(pairs)
          .extracting(pair -> pair.waltap().value().path("__deleted").asText())
          .contains("true", "false");
      assertThat(pairs)
          .filteredOn(pair -> pair.waltap().value().path("__op").asText().equals("u"))
          .extracting(pair -> pair.waltap().value().path("name").asText())
          .contains("changed");
    }
  }

  // Guards against: an Iceberg sink that cannot find operation, table and row in Waltap's records.
  @Test
  void icebergsDebeziumTransformRunsUnchanged() {
    try (PluginClasses classes = PluginClasses.iceberg();
        Transformation<SinkRecord> transformation =
            classes.transformation(
                "org.apache.iceberg.connect.transforms.DebeziumTransform", Map.of())) {
      List<Pair> pairs = transformed(classes, transformation);

      assertThat(unexplained(pairs, DownstreamIT::isOfTheSink)).isEmpty();
      assertThat(pairs)
          .extracting(pair -> pair.waltap().value().path("_cdc").path("op").asText())
          .contains("I", "U", "D");
      assertThat(pairs)
          .filteredOn(pair -> !pair.waltap().value().isMissingNode())
          .extracting(pair -> pair.waltap().value().path("_cdc").path("source").asText())
          .containsOnly("public.goods");
    }
  }

  /** Whether the difference is the processing time, or the offset in the topic. */
  private static boolean isOfTheSink(Difference difference) {
    return difference.part() == Part.VALUE
        && (difference.path().equals(List.of("_cdc", "ts"))
            || difference.path().equals(List.of("_cdc", "offset")));
  }

  private static List<Pair> transformed(
      PluginClasses classes, Transformation<SinkRecord> transformation) {
    List<Captured> debezium = transformed(scene.debezium(), classes, transformation);
    List<Captured> waltap = transformed(scene.waltap(), classes, transformation);
    assertThat(waltap).hasSameSizeAs(debezium).isNotEmpty();
    return new TopicComparison(debezium, waltap).pairs();
  }

  private static List<Captured> transformed(
      List<Captured> records, PluginClasses classes, Transformation<SinkRecord> transformation) {
    return records.stream()
        .map(captured -> sinkRecord(captured.raw()))
        .map(each -> classes.inContext(() -> transformation.apply(each)))
        .filter(Objects::nonNull)
        .map(DownstreamIT::captured)
        .toList();
  }

  private static List<String> unexplained(List<Pair> pairs, Predicate<Difference> alsoFine) {
    return pairs.stream()
        .flatMap(pair -> RecordComparison.differences(pair).stream())
        .filter(
            difference ->
                NaturalDifferences.ALL.stream()
                    .noneMatch(explanation -> explanation.explains(difference, scene)))
        .filter(alsoFine.negate())
        .map(Difference::toString)
        .toList();
  }

  /** Makes a record as a sink connector's worker makes it. */
  private static SinkRecord sinkRecord(ConsumerRecord<byte[], byte[]> raw) {
    SchemaAndValue key = CONVERTER.toConnectData(raw.topic(), raw.key());
    SchemaAndValue value = CONVERTER.toConnectData(raw.topic(), raw.value());
    Headers headers = new ConnectHeaders();
    for (Header header : raw.headers()) {
      headers.add(
          header.key(), CONVERTER.toConnectHeader(raw.topic(), header.key(), header.value()));
    }
    return new SinkRecord(
        raw.topic(),
        raw.partition(),
        key.schema(),
        key.value(),
        value.schema(),
        value.value(),
        raw.offset(),
        raw.timestamp(),
        TimestampType.CREATE_TIME,
        headers);
  }

  /**
   * Converts a record back for the comparison. The prefix is the topic's name up to the first dot.
   */
  private static Captured captured(SinkRecord each) {
    RecordHeaders headers = new RecordHeaders();
    for (org.apache.kafka.connect.header.Header header : each.headers()) {
      headers.add(
          header.key(),
          CONVERTER.fromConnectHeader(each.topic(), header.key(), header.schema(), header.value()));
    }
    byte[] key = CONVERTER.fromConnectData(each.topic(), each.keySchema(), each.key());
    byte[] value = CONVERTER.fromConnectData(each.topic(), each.valueSchema(), each.value());
    ConsumerRecord<byte[], byte[]> raw =
        new ConsumerRecord<>(each.topic(), each.kafkaPartition(), each.kafkaOffset(), key, value);
    headers.forEach(raw.headers()::add);
    return new Captured(raw, each.topic().substring(0, each.topic().indexOf('.')));
  }
}

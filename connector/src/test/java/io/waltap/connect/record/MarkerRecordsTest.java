/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.Test;

/** What the markers of a mirror look like. */
class MarkerRecordsTest {
  private static final Map<String, Object> OFFSET = TestRecords.offset(30, 20, 0);

  private final TestTable visits = new TestTable("mirror.signals.enabled", "true");
  private final MarkerRecords markers = visits.context.markers();

  @Test
  void unlessTheyAreAskedForThereAreNone() {
    assertThat(new TestTable().context.markers()).isNull();
  }

  @Test
  void openNamesTheLogAndTheRelation() {
    visits.context.identify("7710385827010382985", 3, 0x16B374D848L);

    assertThat(texts(open()))
        .containsExactly("w1-open-6b00cb0eec290c89-00000003-00000016b374d848-00004010");
  }

  // Guards against: an identifier beyond the largest signed number, which ends the lane.
  @Test
  void aSystemIdentifierIsUnsigned() {
    visits.context.identify("18446744073709551615", 1, 0);

    assertThat(texts(open()).get(0)).startsWith("w1-open-ffffffffffffffff-00000001-");
  }

  @Test
  void theOthersNameAPosition() {
    Batch out = new Batch();
    markers.watermark(TestTable.ID, OFFSET, 0x16B374D848L, 1_700_000_000_123_456L, out);
    markers.snapshotBegin(TestTable.ID, OFFSET, 0x10, out);
    markers.snapshotEnd(TestTable.ID, OFFSET, 0x11, out);

    assertThat(texts(out))
        .containsExactly(
            "w1-watermark-00000016b374d848-00060a2418202240",
            "w1-snapshot-begin-0000000000000010",
            "w1-snapshot-end-0000000000000011");
  }

  @Test
  void aMarkerHasNeitherKeyNorValueAndGoesToTheFirstPartitionOfTheTablesTopic() {
    SourceRecord marker = open().last();

    assertThat(marker.topic()).isEqualTo("srv.public.visits");
    assertThat(marker.kafkaPartition()).isZero();
    assertThat(marker.key()).isNull();
    assertThat(marker.keySchema()).isNull();
    assertThat(marker.value()).isNull();
    assertThat(marker.valueSchema()).isNull();
    assertThat(marker.headers()).hasSize(1);
    assertThat(marker.sourcePartition())
        .isEqualTo(Map.of("server", "srv", "table", "public.visits"));
    assertThat(marker.sourceOffset()).isEqualTo(OFFSET);
  }

  @Test
  void openComesOnceInARunForEachRelation() {
    assertThat(texts(open())).hasSize(1);
    assertThat(texts(open())).isEmpty();

    Batch anotherOfTheName = new Batch();
    markers.open(TestTable.ID, TestTable.OID + 1, OFFSET, anotherOfTheName);
    assertThat(texts(anotherOfTheName)).hasSize(1);

    markers.startRun();
    assertThat(texts(open())).as("another run").hasSize(1);
  }

  @Test
  void openComesAgainForAnotherLog() {
    visits.context.identify("5", 1, 0);
    assertThat(texts(open())).hasSize(1);

    visits.context.identify("5", 1, 0);
    assertThat(texts(open())).as("the same log").isEmpty();

    visits.context.identify("5", 2, 100);
    assertThat(texts(open())).as("another timeline").hasSize(1);
  }

  @Test
  void openComesAgainIfItMayNotHaveBeenHandedOver() {
    assertThat(texts(open())).hasSize(1);
    markers.forget(TestTable.ID);

    assertThat(texts(open())).hasSize(1);
  }

  // Guards against: more topics that Connect has to create than a batch may have.
  @Test
  void theTopicBeginsWithTheMarkerAndNotWithTheRowBehindIt() {
    CapturedRecord marker = (CapturedRecord) open().last();

    assertThat(marker.beginsTopic()).isTrue();
    assertThat(visits.row(1, SnapshotRecords.FIRST).beginsTopic()).isFalse();
  }

  // Guards against: a text that arrives as a number, a time or a list.
  @Test
  void textsComeThroughTheHeaderConverters() {
    Batch out = open();
    markers.watermark(TestTable.ID, OFFSET, 1, 2, out);
    markers.snapshotBegin(TestTable.ID, OFFSET, 3, out);
    markers.snapshotEnd(TestTable.ID, OFFSET, 4, out);
    StringConverter strings = new StringConverter();
    strings.configure(Map.of("converter.type", "header"));
    JsonConverter json = new JsonConverter();
    json.configure(Map.of("converter.type", "header"));

    for (HeaderConverter converter : List.of(new SimpleHeaderConverter(), strings, json)) {
      for (String text : texts(out)) {
        byte[] bytes =
            converter.fromConnectHeader("t", MarkerRecords.HEADER, Schema.STRING_SCHEMA, text);
        assertThat(converter.toConnectHeader("t", MarkerRecords.HEADER, bytes).value())
            .as("%s", converter.getClass())
            .isEqualTo(text);
      }
    }
  }

  private Batch open() {
    Batch out = new Batch();
    markers.open(TestTable.ID, TestTable.OID, OFFSET, out);
    return out;
  }

  private static List<String> texts(Batch batch) {
    return batch.records().stream()
        .map(record -> String.valueOf(TestRecords.header(record, MarkerRecords.HEADER)))
        .toList();
  }
}

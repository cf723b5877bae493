/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Source offsets as version 0.1.0 stores them. They are a public format: the files of a released
 * version never change, and every later version reads them.
 */
class GoldenOffsetsTest {
  /** Connect's converter reads whole numbers as longs, too. */
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  @Test
  void aStreamedTable() throws IOException {
    assertThat(table("table-streamed"))
        .isEqualTo(TablePosition.streamed(30_255_520, 30_255_328, 2));
  }

  @Test
  void aTableWhoseSnapshotIsCompleted() throws IOException {
    assertThat(table("table-snapshot-completed"))
        .isEqualTo(TablePosition.snapshot(true, 30_253_000));
  }

  @Test
  void aTableWhoseSnapshotHasStarted() throws IOException {
    assertThat(table("table-snapshot-started"))
        .isEqualTo(TablePosition.snapshot(false, 30_253_000));
  }

  @Test
  void aTableWithAChangeThatWasDeliveredBeforeItsRows() throws IOException {
    assertThat(table("table-snapshot-started-streamed"))
        .isEqualTo(TablePosition.streamedBeforeSnapshot(30_255_520, 30_255_328, 0, null));
  }

  @Test
  void aTableWithTheFirstRecordsOfSuchAChange() throws IOException {
    assertThat(table("table-snapshot-started-before-change"))
        .isEqualTo(TablePosition.streamedBeforeSnapshot(30_255_520, 30_255_328, -1, null));
  }

  @Test
  void aTableThatIsReadInChunks() throws IOException {
    assertThat(table("table-chunks"))
        .isEqualTo(TablePosition.snapshot(false, 30_253_000).within("[\"1024\"]"));
  }

  @Test
  void aTableThatStreamsWhileItIsReadInChunks() throws IOException {
    assertThat(table("table-chunks-streamed"))
        .isEqualTo(TablePosition.streamedBeforeSnapshot(30_255_520, 30_255_328, 0, "[\"1024\"]"));
  }

  @Test
  void theOnlyLane() throws IOException {
    assertThat(lane("lane"))
        .isEqualTo(new LanePosition(30_255_800, "7710385827010382985", 1, 0, null));
  }

  @Test
  void aLaneOfALayout() throws IOException {
    assertThat(lane("lane-of-layout"))
        .isEqualTo(
            new LanePosition(30_255_800, "7710385827010382985", 1, 3, "2;public\\.orders:1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "table-streamed",
        "table-snapshot-completed",
        "table-snapshot-started",
        "table-snapshot-started-streamed",
        "table-snapshot-started-before-change",
        "table-chunks",
        "table-chunks-streamed"
      })
  void aTablesPositionIsWrittenAgainAsItWas(String name) throws IOException {
    assertThat(table(name).toMap()).isEqualTo(stored(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lane", "lane-of-layout"})
  void aLanesPositionIsWrittenAgainAsItWas(String name) throws IOException {
    assertThat(lane(name).toMap()).isEqualTo(stored(name));
  }

  @Test
  void debeziumWithinATransaction() throws IOException {
    assertThat(DebeziumOffset.fromMap(stored("debezium-3.7-within-transaction")))
        .contains(new DebeziumOffset(30_254_000, 750, 30_255_328, 2));
  }

  @Test
  void debeziumAfterACommit() throws IOException {
    assertThat(DebeziumOffset.fromMap(stored("debezium-3.7-after-commit")))
        .contains(new DebeziumOffset(30_254_000, 0, 0, 0));
  }

  @Test
  void debeziumAfterItsSnapshot() throws IOException {
    assertThat(DebeziumOffset.fromMap(stored("debezium-3.7-snapshot-completed")))
        .contains(new DebeziumOffset(30_253_000, 0, 0, 0));
  }

  @Test
  void debeziumWithinItsSnapshot() throws IOException {
    assertThat(DebeziumOffset.fromMap(stored("debezium-3.7-snapshot-started"))).isEmpty();
  }

  // a connector that goes back to an earlier version reads what the later one added
  @Test
  void whatALaterVersionAddsIsIgnored() throws IOException {
    assertThat(TablePosition.fromMap(withMore("table-streamed")))
        .isEqualTo(table("table-streamed"));
    assertThat(TablePosition.fromMap(withMore("table-snapshot-completed")))
        .isEqualTo(table("table-snapshot-completed"));
    assertThat(TablePosition.fromMap(withMore("table-chunks"))).isEqualTo(table("table-chunks"));
    assertThat(LanePosition.fromMap(withMore("lane-of-layout"))).isEqualTo(lane("lane-of-layout"));
    assertThat(DebeziumOffset.fromMap(withMore("debezium-3.7-within-transaction")))
        .isEqualTo(DebeziumOffset.fromMap(stored("debezium-3.7-within-transaction")));
  }

  private static TablePosition table(String name) throws IOException {
    return TablePosition.fromMap(stored(name));
  }

  private static LanePosition lane(String name) throws IOException {
    return LanePosition.fromMap(stored(name));
  }

  private static Map<String, Object> withMore(String name) throws IOException {
    Map<String, Object> offset = new HashMap<>(stored(name));
    offset.put("added_later", "something");
    return offset;
  }

  private static Map<String, Object> stored(String name) throws IOException {
    String file = "/offsets/0.1.0/" + name + ".json";
    try (InputStream json = GoldenOffsetsTest.class.getResourceAsStream(file)) {
      return JSON.readValue(json, new TypeReference<Map<String, Object>>() {});
    }
  }
}

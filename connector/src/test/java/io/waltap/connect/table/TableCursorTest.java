/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableCursorTest {
  @Test
  void changesBeforeAPendingSnapshotDoNotMakeItLookComplete() {
    TableCursor cursor = cursor(TablePosition.snapshot(false, 10));
    cursor.life(Snapshotting.atStart());
    assertThat(cursor.advance(9, 8)).as("before the first attempt's snapshot").isFalse();
    assertThat(cursor.advance(30, 20)).isTrue();
    TablePosition position = TablePosition.fromMap(cursor.delivered());

    assertThat(position.snapshotPending()).isTrue();
    assertThat(position.covers(30, 20, 0)).isTrue();
    cursor.life(Streaming.INSTANCE);
    cursor.delivered(TablePosition.snapshot(true, 40));
    assertThat(cursor.advance(39, 39)).isFalse();
    assertThat(cursor.advance(50, 45)).isTrue();
    assertThat(TablePosition.fromMap(cursor.delivered()).snapshotPending()).isFalse();
  }

  @Test
  void changesBetweenChunksKeepTheKeyUpToWhichRowsAreDelivered() {
    TableCursor cursor = cursor(null);
    cursor.life(Snapshotting.inChunks("[\"5\"]"));
    cursor.advance(30, 20);

    assertThat(cursor.delivered())
        .isEqualTo(
            Map.of(
                "snapshot",
                "started",
                "after",
                "[\"5\"]",
                "commit_lsn",
                30L,
                "lsn",
                20L,
                "index",
                0L));
  }

  // Guards against: a heartbeat that carries a table's position, and forgets whose it is.
  @Test
  void whatIsReachedIsStoredWithTheTablesIdentity() {
    TableCursor cursor = cursor(null);
    cursor.identity(new TableIdentity(1, Set.of(7)));
    cursor.advance(30, 20);
    cursor.delivered();

    assertThat(cursor.reached()).containsEntry("oid", 1L).containsEntry("member", "7");
  }

  @Test
  void aTableThatDeliveredNothingIsStoredAtThePlaceOfTheStream() {
    TableCursor cursor = cursor(null);
    cursor.life(Snapshotting.inChunks(null));

    assertThat(cursor.stored(100)).isEqualTo(Map.of("snapshot", "started", "lsn", 100L));
  }

  @Test
  void changesWithOneLsnAreToldApartByTheirOrdinalAfterAReplayToo() {
    TableCursor cursor = cursor(null);
    assertThat(cursor.advance(30, 20)).isTrue();
    cursor.delivered();
    assertThat(cursor.advance(30, 20)).isTrue();
    Map<String, Object> offset = cursor.delivered();

    TableCursor replayed = cursor(TablePosition.fromMap(offset));
    assertThat(replayed.advance(30, 20)).isFalse();
    assertThat(replayed.advance(30, 20)).isFalse();
    assertThat(replayed.advance(30, 20)).isTrue();
  }

  @Test
  void aChangeOfSeveralRecordsIsReplayedWholeUnlessItsLastRecordArrived() {
    TableCursor cursor = cursor(null);
    cursor.advance(30, 20);
    Map<String, Object> inBetween = cursor.undelivered();
    Map<String, Object> last = cursor.delivered();

    assertThat(cursor(TablePosition.fromMap(inBetween)).advance(30, 20)).isTrue();
    assertThat(cursor(TablePosition.fromMap(last)).advance(30, 20)).isFalse();
  }

  @Test
  void replayAfterAReconnectDropsWhatThisTaskDelivered() {
    TableCursor cursor = cursor(null);
    cursor.advance(30, 20);
    cursor.delivered();

    cursor.rewind();
    assertThat(cursor.advance(30, 20)).isFalse();
    assertThat(cursor.advance(30, 20)).as("the second change of that LSN").isTrue();
  }

  private static TableCursor cursor(TablePosition delivered) {
    return new TableCursor(Map.of(), delivered);
  }
}

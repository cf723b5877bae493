/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.table.TableCursor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TablePositionTest {
  @Test
  void streamedPositionIsStoredInThePublicFormat() {
    TablePosition position = TablePosition.streamed(30, 20, 1);

    assertThat(position.toMap()).isEqualTo(Map.of("commit_lsn", 30L, "lsn", 20L, "index", 1L));
    assertThat(TablePosition.fromMap(position.toMap())).isEqualTo(position);
  }

  @Test
  void snapshotPositionIsStoredInThePublicFormat() {
    TablePosition position = TablePosition.snapshot(true, 30);

    assertThat(position.toMap()).isEqualTo(Map.of("snapshot", "completed", "lsn", 30L));
    assertThat(TablePosition.fromMap(position.toMap())).isEqualTo(position);
  }

  @Test
  void changesAheadOfAPendingSnapshotDoNotMakeItLookComplete() {
    TableCursor cursor = new TableCursor(Map.of(), TablePosition.snapshot(false, 10));
    assertThat(cursor.advance(9, 8)).as("before the first attempt's snapshot").isFalse();
    assertThat(cursor.advance(30, 20)).isTrue();
    TablePosition position = TablePosition.fromMap(cursor.delivered());

    assertThat(position.snapshotPending()).isTrue();
    assertThat(position.covers(30, 20, 0)).isTrue();
    cursor.snapshotCompleted(40);
    assertThat(cursor.advance(39, 39)).isFalse();
    assertThat(cursor.advance(50, 45)).isTrue();
    assertThat(TablePosition.fromMap(cursor.delivered()).snapshotPending()).isFalse();
  }

  @Test
  void aPersonMayWriteLsnsAsText() {
    assertThat(TablePosition.fromMap(Map.of("commit_lsn", "0/1E", "lsn", "0/14", "index", 1)))
        .isEqualTo(TablePosition.streamed(30, 20, 1));
  }

  @Test
  void whatIsNotAPositionIsRefused() {
    assertThatThrownBy(() -> TablePosition.fromMap(Map.of("snapshot", "half")))
        .hasMessageContaining("half");
    assertThatThrownBy(() -> TablePosition.fromMap(Map.of("lsn", 1L)))
        .hasMessageContaining("commit_lsn");
    assertThatThrownBy(() -> TablePosition.fromMap(Map.of("commit_lsn", "north")))
        .hasMessageContaining("north");
  }

  @Test
  void coversWhatCameAtOrBeforeItInStreamOrder() {
    TablePosition position = TablePosition.streamed(30, 20, 1);

    assertThat(position.covers(29, 99, 9)).isTrue();
    assertThat(position.covers(30, 19, 9)).isTrue();
    assertThat(position.covers(30, 20, 1)).isTrue();
    assertThat(position.covers(30, 20, 2)).isFalse();
    assertThat(position.covers(30, 21, 0)).isFalse();
    assertThat(position.covers(31, 1, 0)).as("an earlier change committed later").isFalse();
  }

  @Test
  void aSnapshotCoversTransactionsThatCommittedBeforeIt() {
    TablePosition position = TablePosition.snapshot(true, 30);

    assertThat(position.covers(29, 99, 9)).isTrue();
    assertThat(position.covers(30, 1, 0)).isFalse();
  }

  @Test
  void changesWithOneLsnAreToldApartByTheirOrdinalAfterAReplayToo() {
    TableCursor cursor = new TableCursor(Map.of(), null);
    assertThat(cursor.advance(30, 20)).isTrue();
    cursor.delivered();
    assertThat(cursor.advance(30, 20)).isTrue();
    Map<String, Object> offset = cursor.delivered();

    TableCursor replayed = new TableCursor(Map.of(), TablePosition.fromMap(offset));
    assertThat(replayed.advance(30, 20)).isFalse();
    assertThat(replayed.advance(30, 20)).isFalse();
    assertThat(replayed.advance(30, 20)).isTrue();
  }

  @Test
  void aChangeOfSeveralRecordsIsReplayedWholeUnlessItsLastRecordArrived() {
    TableCursor cursor = new TableCursor(Map.of(), null);
    cursor.advance(30, 20);
    Map<String, Object> inBetween = cursor.undelivered();
    Map<String, Object> last = cursor.delivered();

    assertThat(new TableCursor(Map.of(), TablePosition.fromMap(inBetween)).advance(30, 20))
        .isTrue();
    assertThat(new TableCursor(Map.of(), TablePosition.fromMap(last)).advance(30, 20)).isFalse();
  }

  @Test
  void replayAfterAReconnectDropsWhatThisTaskDelivered() {
    TableCursor cursor = new TableCursor(Map.of(), null);
    cursor.advance(30, 20);
    cursor.delivered();

    cursor.rewind();
    assertThat(cursor.advance(30, 20)).isFalse();
    assertThat(cursor.advance(30, 20)).as("the second change of that LSN").isTrue();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DebeziumOffsetTest {
  @Test
  void aSnapshotThatWasNotFinishedIsToBeTakenAgain() {
    assertThat(
            DebeziumOffset.fromMap(
                Map.of(
                    "snapshot", "INITIAL", "snapshot_completed", false, "lsn", 100L, "txId", 7L)))
        .isEmpty();
  }

  @Test
  void afterTheSnapshotEverythingFromItsPositionOnIsToBeDelivered() {
    DebeziumOffset offset =
        DebeziumOffset.fromMap(
                Map.of("snapshot", "INITIAL", "snapshot_completed", true, "lsn", 100L, "txId", 7L))
            .orElseThrow();

    assertThat(offset.tablePosition()).isEqualTo(TablePosition.snapshot(true, 100));
    assertThat(offset.covers(7, 100, 1)).isFalse();
  }

  @Test
  void afterACommitAllBeforeItsEndIsDelivered() {
    DebeziumOffset offset =
        DebeziumOffset.fromMap(
                Map.of(
                    "lsn",
                    140L,
                    "lsn_commit",
                    140L,
                    "lsn_proc",
                    140L,
                    "messageType",
                    "COMMIT",
                    "txId",
                    7L))
            .orElseThrow();

    assertThat(offset.tablePosition().covers(139, 120, 0)).isTrue();
    assertThat(offset.tablePosition().covers(140, 130, 0)).isFalse();
    assertThat(offset.covers(7, 130, 1)).isFalse();
  }

  @Test
  void inTheMiddleOfATransactionItsFirstChangesAreDelivered() {
    DebeziumOffset offset =
        DebeziumOffset.fromMap(
                Map.of(
                    "lsn",
                    150L,
                    "lsn_commit",
                    140L,
                    "lsn_proc",
                    150L,
                    "messageType",
                    "INSERT",
                    "txId",
                    8L,
                    "lsn_events_processed",
                    2L))
            .orElseThrow();

    assertThat(offset.covers(8, 145, 1)).isTrue();
    assertThat(offset.covers(8, 150, 2)).isTrue();
    assertThat(offset.covers(8, 150, 3)).as("a third row of the same multi-insert").isFalse();
    assertThat(offset.covers(8, 151, 1)).isFalse();
    assertThat(offset.covers(9, 145, 1)).as("a transaction that committed later").isFalse();
  }
}

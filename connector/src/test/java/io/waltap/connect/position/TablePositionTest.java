/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import static io.waltap.connect.record.TestTable.UNCHANGED;
import static io.waltap.connect.record.TestTable.tuple;
import static io.waltap.connect.snapshot.incremental.TestChunks.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.record.TestTable;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class ChunkWindowTest {
  private static final int SHOWN = 100;
  private static final int HIDDEN = 105;
  private static final int LATER = 110;

  private final TestTable visits = new TestTable();
  private final Chunk chunk =
      TestChunks.chunk(
          visits,
          "105:110:105",
          null,
          "[\"2\"]",
          false,
          tuple(1, "one", "large one"),
          tuple(2, "two", "large two"));
  private final ChunkWindow window = new ChunkWindow(chunk);

  @Test
  void whatTheSnapshotShowsIsInTheRows() {
    window.apply(RowEffect.replaced(SHOWN, key(1)));
    window.apply(RowEffect.emptied(SHOWN));
    window.apply(RowEffect.unreadable(SHOWN));

    assertThat(rows()).containsExactly("1 one large one", "2 two large two");
    assertThat(window.isSpoilt()).isFalse();
  }

  @Test
  void whatItDoesNotShowIsNewer() {
    window.apply(RowEffect.replaced(HIDDEN, key(1)));
    window.apply(RowEffect.replaced(LATER, key(7)));
    assertThat(rows()).containsExactly("2 two large two");

    window.apply(RowEffect.emptied(LATER));
    assertThat(rows()).isEmpty();
    assertThat(chunk.rows()).as("the chunk itself stays").hasSize(2);
  }

  @Test
  void whereSomeRowChangedNobodyKnowsWhichIsNewer() {
    window.apply(RowEffect.unreadable(LATER));

    assertThat(window.isSpoilt()).isTrue();
  }

  @Test
  void aLargeValueThatTheStreamDidNotSendIsDeliveredWithTheLatestVersion() {
    window.apply(RowEffect.completed(HIDDEN, key(2), tuple(2, "second", UNCHANGED)));
    window.apply(RowEffect.completed(LATER, key(2), tuple(2, "third", UNCHANGED)));

    assertThat(rows()).containsExactly("1 one large one", "2 third large two");
  }

  @Test
  void aReplayDoesNotBringAnOlderVersionBack() {
    window.apply(RowEffect.completed(HIDDEN, key(2), tuple(2, "second", UNCHANGED)));
    window.apply(RowEffect.completed(LATER, key(2), tuple(2, "third", UNCHANGED)));

    window.apply(RowEffect.completed(HIDDEN, key(2), tuple(2, "second", UNCHANGED)));
    assertThat(rows()).contains("2 third large two");

    window.apply(RowEffect.completed(LATER, key(2), tuple(2, "fourth", UNCHANGED)));
    assertThat(rows()).as("the transaction goes on").contains("2 fourth large two");
  }

  @Test
  void onAStandbyItMayBeUnknownWhichIsNewer() {
    Chunk uncertain =
        new Chunk(
            null,
            "[\"2\"]",
            false,
            SnapshotVisibility.parse("100:110:", true),
            100,
            chunk.records(),
            chunk.rows(),
            20);
    ChunkWindow standby = new ChunkWindow(uncertain);

    standby.apply(RowEffect.replaced(HIDDEN, key(1)));
    assertThat(standby.rows()).as("the stream has delivered it in any case").hasSize(1);
    assertThat(standby.isSpoilt()).isFalse();

    standby.apply(RowEffect.completed(HIDDEN, key(2), tuple(2, "second", UNCHANGED)));
    assertThat(standby.isSpoilt()).isTrue();
  }

  private List<String> rows() {
    return window.rows().stream()
        .map(row -> ((Struct) row.captured(chunk.records()).value()).getStruct("after"))
        .map(row -> row.get("id") + " " + row.get("name") + " " + row.get("note"))
        .toList();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

class MirrorStateTest {
  private static final MirrorState STATE =
      new MirrorState(
          "a-commit",
          "a \"connector\"",
          "shop.public.notes",
          43,
          new MirrorState.Anchor(41, 7041, 99),
          100,
          5000,
          "p1-0000000000000063-0000000000000064-0-1",
          List.of("id", "the \"other\""));

  private final Table table = Notes.table(TestCatalog.inMemory());

  // Guards against: a task that starts at another place than the one before has ended.
  @Test
  void whatIsWrittenIsRead() {
    assertThat(written(STATE)).contains(STATE);

    MirrorState bare = new MirrorState("c", "w", "t", 1, null, -1, -1, null, List.of("id"));
    assertThat(written(bare)).contains(bare);
  }

  // Guards against: mirrors of an earlier version that are no mirrors any more.
  @Test
  void thePropertyHasAFormThatStays() {
    assertThat(STATE.json())
        .isEqualTo(
            "{\"commit\":\"a-commit\",\"writer\":\"a \\\"connector\\\"\","
                + "\"topic\":\"shop.public.notes\",\"next\":\"43\",\"lsn\":\"100\",\"time\":\"5000\","
                + "\"position\":\"p1-0000000000000063-0000000000000064-0-1\","
                + "\"anchor\":\"41/7041/99\",\"key\":[\"id\",\"the \\\"other\\\"\"]}");
  }

  @Test
  void theEntriesOfASummaryAreTexts() {
    assertThat(STATE.entries())
        .containsEntry("commit", "a-commit")
        .containsEntry("next", "43")
        .containsEntry("anchor", "41/7041/99")
        .doesNotContainKey("key");
    assertThat(MirrorState.created("w", "t", List.of("id")).entries())
        .doesNotContainKeys("anchor", "position");
  }

  @Test
  void aNewTableHasAppliedNothing() {
    MirrorState created = MirrorState.of(table).orElseThrow();

    assertThat(created).isEqualTo(MirrorState.created("mirror", Notes.TOPIC, List.of("id")));
    assertThat(created.commit()).isEmpty();
    assertThat(created.next()).isEqualTo(-1);
    assertThat(created.anchor()).isNull();
  }

  @Test
  void aTableWithoutThePropertyIsNoMirror() {
    table.updateProperties().remove(MirrorState.PROPERTY).commit();

    assertThat(MirrorState.of(table)).isEmpty();
  }

  @Test
  void theSnapshotOfACommitIsKnownByItsName() {
    table.newAppend().set(MirrorState.COMMIT, "a-commit").commit();
    table.newAppend().commit();

    assertThat(MirrorState.snapshot(table, "a-commit").orElseThrow().snapshotId())
        .isEqualTo(table.history().get(0).snapshotId());
    assertThat(MirrorState.snapshot(table, "another")).isEmpty();
    assertThat(STATE.isOf(table.snapshot(table.history().get(0).snapshotId()))).isTrue();
    assertThat(STATE.isOf(table.currentSnapshot())).isFalse();
  }

  // Guards against: the state of a new table that is taken for any commit.
  @Test
  void aStateBeforeTheFirstCommitIsOfNoSnapshot() {
    table.newAppend().set(MirrorState.COMMIT, "").commit();

    assertThat(MirrorState.of(table).orElseThrow().isOf(table.currentSnapshot())).isFalse();
  }

  private Optional<MirrorState> written(MirrorState state) {
    table.updateProperties().set(MirrorState.PROPERTY, state.json()).commit();
    return MirrorState.of(table);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.Notes;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.commit.TableCommitter;
import io.waltap.mirror.locate.Locators;
import java.time.Duration;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.util.SnapshotUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guards against: files that vanish with an old snapshot, although newer ones have them. */
class ExpiryTest {
  private static final int MORE = 20;
  private static final int COMMITS = Expiry.KEPT + MORE;

  private final Catalog catalog = TestCatalog.inMemory();
  private final Notes notes = new Notes();
  private final Locators locators = new Locators(Indexes.both());
  private TableCommitter committer;

  @AfterEach
  void close() {
    locators.close();
  }

  /** Two files, and in each commit a row of one of them is deleted, so that its vector changes. */
  @BeforeEach
  void create() {
    Notes.table(catalog);
    committer =
        new TableCommitter(
            table(),
            MirrorState.of(table()).orElseThrow(),
            "mirror",
            Deleting.BY_VECTORS.policy(),
            locators);
    commit(rows(0));
    commit(rows(COMMITS));
    for (int i = 2; i < COMMITS; i++) {
      commit(notes.delete(i % 2 == 0 ? i : COMMITS + i));
    }
    assertThat(table().snapshots()).hasSize(COMMITS);
  }

  private RowChange[] rows(long first) {
    RowChange[] rows = new RowChange[COMMITS];
    for (int i = 0; i < COMMITS; i++) {
      rows[i] = notes.put(first + i, "a", "x");
    }
    return rows;
  }

  private void commit(RowChange... changes) {
    assertThat(committer.commit(Notes.batch(changes))).isTrue();
  }

  private Table table() {
    return catalog.loadTable(Notes.NAME);
  }

  private static long later() {
    return System.currentTimeMillis() + 60_000;
  }

  private int expire(Duration age) {
    return Expiry.expire(table(), age, later());
  }

  private void assertReadable(int snapshots) {
    assertThat(table().snapshots()).hasSize(snapshots);
    for (Snapshot snapshot : table().snapshots()) {
      assertThat(TestCatalog.rows(table(), snapshot.snapshotId()))
          .hasSize(rowsAfter((int) snapshot.sequenceNumber()));
    }
  }

  private static int rowsAfter(int commits) {
    return commits == 1 ? COMMITS : 2 * COMMITS - (commits - 2);
  }

  @Test
  void oldSnapshotsExpireAndAllFilesOfTheOthersAreThere() {
    List<String> before = Notes.rows(catalog);
    assertThat(expire(Duration.ZERO)).isEqualTo(MORE);

    assertReadable(Expiry.KEPT);
    assertThat(Notes.rows(catalog)).containsExactlyInAnyOrderElementsOf(before);
    assertThat(MirrorState.of(table())).contains(committer.state());
    commit(notes.put(0, "after", "x"));
    assertThat(Notes.rows(catalog)).hasSize(before.size()).contains("0/after/x");
  }

  @Test
  void whatIcebergExpiresByAgeLeavesTheFilesOfTheOthersToo() {
    assertThat(expire(Duration.ZERO)).isEqualTo(MORE);
    table().expireSnapshots().expireOlderThan(later()).retainLast(5).commit();

    assertReadable(5);
    commit(notes.put(0, "after", "x"));
    assertThat(Notes.rows(catalog)).contains("0/after/x");
  }

  @Test
  void youngSnapshotsAreKept() {
    assertThat(expire(Duration.ofHours(1))).isZero();
    assertThat(table().snapshots()).hasSize(COMMITS);
  }

  // Guards against: an age that is longer than the five days of Iceberg, and has no effect.
  @Test
  void thePropertyOfTheTableDoesNotShortenTheAge() {
    table().updateProperties().set("history.expire.max-snapshot-age-ms", "1").commit();
    Table table = table();
    long first = SnapshotUtil.oldestAncestor(table).timestampMillis();
    int old = Expiry.expire(table, Duration.ofMillis(1), first + 2);

    // all that were made in the first millisecond
    assertThat(old).isLessThanOrEqualTo(MORE);
    assertThat(table().snapshots()).hasSize(COMMITS - old);
  }

  @Test
  void snapshotsOfTagsAndBranchesAreKept() {
    Table table = table();
    List<Long> ids = SnapshotUtil.currentAncestorIds(table);
    long tagged = ids.get(COMMITS - 10);
    long branched = ids.get(COMMITS - 2);
    table.manageSnapshots().createTag("kept", tagged).createBranch("other", branched).commit();

    assertThat(expire(Duration.ZERO)).isEqualTo(MORE - 3);
    assertThat(table().snapshot(tagged)).isNotNull();
    assertThat(table().snapshot(branched)).isNotNull();
    assertThat(table().snapshot(ids.get(COMMITS - 1))).as("before the branch").isNotNull();
    assertReadable(Expiry.KEPT + 3);
  }

  @Test
  void nothingExpiresWhereFilesMustNotBeDeleted() {
    table().updateProperties().set("gc.enabled", "false").commit();

    assertThat(expire(Duration.ZERO)).isZero();
    assertThat(table().snapshots()).hasSize(COMMITS);
  }

  // Guards against: metadata that grow with each commit, so that commits become ever slower.
  @Test
  void theMetadataStayBounded() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < MORE; i++) {
        commit(notes.put(0, "round " + round, "x"));
      }
      expire(Duration.ZERO);
      assertThat(table().snapshots()).hasSize(Expiry.KEPT);
      assertThat(table().history()).hasSizeLessThanOrEqualTo(Expiry.KEPT);
    }
  }
}

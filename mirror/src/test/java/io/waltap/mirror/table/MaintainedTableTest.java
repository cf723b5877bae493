/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Deleting;
import io.waltap.mirror.HeldThreads;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.SameThread;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.maintain.MaintenanceOptions;
import io.waltap.mirror.maintain.TableMaintenance;
import io.waltap.mirror.table.TableMirror.Phase;
import io.waltap.mirror.table.Things.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.Test;

/** The maintenance of a table while its stream goes on. */
class MaintainedTableTest {
  private static final MaintenanceOptions COMPACTED =
      new MaintenanceOptions(true, 1 << 20, 0.3, Duration.ZERO, Duration.ZERO, false);

  private final WatchedCatalog catalog = new WatchedCatalog();
  private final Things things = new Things(false);
  private final HeldThreads upkeep = new HeldThreads();

  private Worker worker(MaintenanceOptions options) {
    return new Worker(catalog, things, options, upkeep);
  }

  private void insert(Worker worker, long id) {
    things.begin();
    things.insert(id, new Thing("n" + id, "big " + id));
    things.commit();
    worker.drain();
  }

  private void insert(Worker worker, long from, long to) {
    for (long id = from; id <= to; id++) {
      insert(worker, id);
    }
  }

  private List<String> operations() {
    List<String> operations = new ArrayList<>();
    for (Snapshot snapshot : catalog.loadTable(Worker.NAME).snapshots()) {
      operations.add(snapshot.operation());
    }
    return operations;
  }

  private void assertAllApplied(Worker worker) {
    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(worker.mirror().reason()).isEmpty();
    assertThat(worker.mirror().failures()).isZero();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
    assertThat(worker.mirror().committed()).hasValue(things.end());
  }

  // Guards against: changes that wait for minutes, because files are written again.
  @Test
  void theStreamCommitsWhileFilesAreWrittenAgain() {
    Worker worker = worker(COMPACTED);
    insert(worker, 1, 8);
    TableMaintenance maintenance = worker.mirror().maintenance();
    assertThat(operations()).hasSize(8).doesNotContain("replace");
    assertThat(upkeep.release()).as("one job at a time").isEqualTo(1);
    worker.later(Duration.ofSeconds(1));

    assertThat(maintenance.compactions()).isEqualTo(1);
    assertThat(operations()).contains("replace");
    assertAllApplied(worker);
    insert(worker, 9);
    assertAllApplied(worker);
  }

  @Test
  void nothingIsDoneIfItIsOff() {
    Worker worker = worker(MaintenanceOptions.NONE);
    insert(worker, 1, 8);
    worker.later(Duration.ofDays(2));

    assertThat(upkeep.release()).isZero();
  }

  @Test
  void nothingIsDoneBeforeThisTaskHasCommitted() {
    insert(worker(MaintenanceOptions.NONE), 1, 8);
    Worker worker = worker(COMPACTED);
    worker.later(Duration.ofDays(2));
    assertThat(upkeep.release()).isZero();

    insert(worker, 9);
    assertThat(upkeep.release()).isEqualTo(1);
  }

  // Guards against: a table that stops, or records that wait, because files could not be read.
  @Test
  void aFailureIsTriedAgainAfterAPauseAndTheStreamGoesOn() {
    Worker worker = worker(COMPACTED);
    TableMaintenance maintenance = worker.mirror().maintenance();
    insert(worker, 1, 6);
    catalog.onceBefore(
        "newInputFile",
        () -> {
          throw new IllegalStateException("the storage is down");
        });
    upkeep.release();
    catalog.unwatch();
    worker.later(Duration.ofSeconds(1));
    assertThat(maintenance.failures()).isEqualTo(1);
    assertThat(upkeep.release()).as("not at once").isZero();

    insert(worker, 7);
    assertAllApplied(worker);
    worker.later(Duration.ofMinutes(2));
    upkeep.release();
    worker.later(Duration.ofSeconds(1));
    assertThat(maintenance.compactions()).isEqualTo(1);
    assertAllApplied(worker);
  }

  @Test
  void aCommitThatFailsIsTriedAgainWithTheSameFiles() {
    Worker worker = worker(COMPACTED);
    TableMaintenance maintenance = worker.mirror().maintenance();
    insert(worker, 1, 6);
    upkeep.release();
    catalog.onceBefore(
        "commit",
        () -> {
          throw new IllegalStateException("the catalog is down");
        });
    worker.later(Duration.ofSeconds(1));
    catalog.unwatch();
    assertThat(maintenance.failures()).isEqualTo(1);
    assertThat(maintenance.compactions()).isZero();

    insert(worker, 7);
    assertAllApplied(worker);
    worker.later(Duration.ofMinutes(2));
    assertThat(maintenance.compactions()).isEqualTo(1);
    assertAllApplied(worker);
  }

  // Guards against: storage that fills with files of compactions that are in vain, one at once
  // after the other. Without delete files, a row that changes meanwhile makes one vain.
  @Test
  void aCompactionInVainIsTriedAgainOnlyAfterAPause() {
    Worker worker =
        new Worker(catalog, things, Deleting.BY_REWRITE, Indexes.both(), COMPACTED, upkeep);
    insert(worker, 1, 6);
    catalog.onceBefore(
        "newOutputFile",
        () -> {
          things.begin();
          things.delete(3);
          things.commit();
          worker.drain();
        });
    assertThat(upkeep.release()).isEqualTo(1);
    worker.later(Duration.ofSeconds(1));

    assertThat(worker.mirror().maintenance().compactions()).isZero();
    assertThat(operations()).doesNotContain("replace");
    assertThat(upkeep.release()).as("not at once").isZero();
    worker.later(Duration.ofMinutes(2));
    assertThat(upkeep.release()).isEqualTo(1);
    worker.later(Duration.ofSeconds(1));
    assertThat(worker.mirror().maintenance().compactions()).isEqualTo(1);
    assertAllApplied(worker);
  }

  // Guards against: two tasks that fence each other, because the one without records compacts.
  @Test
  void aTaskThatHasLostItsTableDoesNotCompactIt() {
    Worker older = worker(COMPACTED);
    insert(older, 1, 6);
    upkeep.release();
    Worker newer = new Worker(catalog, things, MaintenanceOptions.NONE, new SameThread());
    insert(newer, 7);
    older.later(Duration.ofSeconds(1));
    older.later(Duration.ofDays(1));

    assertThat(older.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(older.mirror().maintenance().compactions()).isZero();
    assertThat(operations()).doesNotContain("replace");
    assertThat(upkeep.release()).isZero();
    insert(newer, 8);
    assertAllApplied(newer);
  }

  @Test
  void whatWasWrittenIsGivenUpWhenItsCommitComesTooLate() {
    Worker worker = worker(COMPACTED);
    insert(worker, 1, 6);
    upkeep.release();
    worker.later(Duration.ofDays(1));

    assertThat(worker.mirror().maintenance().compactions()).isZero();
    assertThat(operations()).doesNotContain("replace");
    assertAllApplied(worker);
  }

  @Test
  void snapshotsExpireWhileTheStreamGoesOn() {
    Worker worker =
        new Worker(
            catalog,
            things,
            new MaintenanceOptions(false, 1, 1, Duration.ZERO, Duration.ofNanos(1), false),
            new SameThread());
    for (int i = 0; i < 110; i++) {
      things.begin();
      things.insert(1, new Thing("n" + i, "big"));
      things.commit();
      worker.drain();
    }

    assertThat(operations()).hasSizeBetween(100, 102);
    assertThat(worker.mirror().maintenance().failures()).isZero();
    assertAllApplied(worker);
  }
}

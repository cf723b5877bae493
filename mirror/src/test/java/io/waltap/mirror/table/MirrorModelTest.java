/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.SameThread;
import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.locate.LocateOptions;
import io.waltap.mirror.maintain.MaintenanceOptions;
import io.waltap.mirror.table.Things.Thing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of a table. Every snapshot of the mirror has to be what PostgreSQL had at the
 * offset that the snapshot names. {@code -Dmirror.histories=1000} tries more, {@code
 * -Dmirror.seed=N} one of them again.
 */
class MirrorModelTest {
  private static final int IN_THE_BUILD = 40;
  private static final int HISTORIES = Integer.getInteger("mirror.histories", IN_THE_BUILD);
  private static final Long SEED = Long.getLong("mirror.seed");
  private static final int STEPS = 60;
  private static final int KEYS = 12;
  private static final MaintenanceOptions COMPACTED =
      new MaintenanceOptions(true, 1 << 20, 0.3, Duration.ZERO, Duration.ZERO, false);

  @TempDir static Path indexes;

  /**
   * What happens. Without positions, what the source sends again is applied again. Then a row that
   * got the key of a deleted one may lose a value that was not sent, so these two do not meet.
   */
  private enum History {
    WITH_POSITIONS,
    MOVES,
    REPLAYS
  }

  @ParameterizedTest
  @EnumSource
  void everySnapshotIsWhatPostgresHadAtItsOffset(Deleting deleting) {
    if (SEED != null) {
      history(SEED, deleting);
      return;
    }
    // the build tries the same ones each time, and a longer run new ones
    long first = HISTORIES == IN_THE_BUILD ? 1 : System.nanoTime();
    // they differ in the last step of a commit only
    int histories = deleting == Deleting.BY_VECTORS ? HISTORIES : HISTORIES / 4;
    for (int i = 0; i < histories; i++) {
      history(first + i, deleting);
    }
  }

  private static void history(long seed, Deleting deleting) {
    Random random = new Random(seed);
    History kind = History.values()[random.nextInt(History.values().length)];
    Things things = new Things(kind == History.WITH_POSITIONS);
    Catalog catalog = TestCatalog.inMemory();
    for (long id = 0; id < random.nextInt(5); id++) {
      things.snapshotRow(id, thing(random));
    }
    // every other one is compacted all the time
    MaintenanceOptions maintenance = seed % 2 == 0 ? COMPACTED : MaintenanceOptions.NONE;
    LocateOptions locate = Indexes.both(indexes.resolve(deleting + "-" + seed));
    Worker worker = new Worker(catalog, things, deleting, locate, maintenance, new SameThread());
    try {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> transaction(things, random, kind);
          case 4, 5 -> worker.take(random.nextInt(10));
          case 6 -> worker.commit();
          default -> {
            if (random.nextInt(4) == 0) {
              // the other one was killed, and the operating system gives its files back
              worker.mirror().close();
              worker = new Worker(catalog, things, deleting, locate, maintenance, new SameThread());
            } else if (kind != History.MOVES && random.nextInt(8) == 0) {
              replay(things, random);
            }
          }
        }
        if (random.nextInt(80) == 0) {
          things.addColumn();
        }
      }
      worker.drain();
      check(catalog, things, worker, kind);
      checkDeletes(catalog, deleting);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          deleting + ", " + kind + " of -Dmirror.seed=" + seed + "\n" + things.text(), e);
    } finally {
      worker.mirror().close();
    }
  }

  private static void check(Catalog catalog, Things things, Worker worker, History kind) {
    assertThat(worker.mirror().reason()).isEmpty();
    assertThat(worker.mirror().phase()).isEqualTo(TableMirror.Phase.RUNNING);
    assertThat(worker.mirror().failures()).isZero();
    assertThat(worker.mirror().maintenance().failures()).isZero();
    if (things.end() == 0 || !catalog.tableExists(Worker.NAME)) {
      assertThat(things.rows()).isEmpty();
      return;
    }
    Table table = catalog.loadTable(Worker.NAME);
    for (Snapshot snapshot : table.snapshots()) {
      long next = Mirrored.next(snapshot);
      if (kind == History.REPLAYS && things.isInReplay(next)) {
        continue;
      }
      assertThat(Mirrored.rows(table, snapshot.snapshotId()))
          .as("snapshot of offset %s", next)
          .isEqualTo(Mirrored.stateBefore(things, next));
    }
    assertThat(Mirrored.rows(table, null)).isEqualTo(things.rows());
  }

  /** There is never an equality delete, and where there are no delete files there are none. */
  private static void checkDeletes(Catalog catalog, Deleting deleting) {
    if (!catalog.tableExists(Worker.NAME)) {
      return;
    }
    for (Snapshot snapshot : catalog.loadTable(Worker.NAME).snapshots()) {
      assertThat(snapshot.summary()).containsEntry("total-equality-deletes", "0");
      if (!deleting.hasDeleteFiles()) {
        assertThat(snapshot.summary()).containsEntry("total-delete-files", "0");
      }
      if (deleting == Deleting.OF_SMALL_TABLES) {
        assertThat(snapshot.summary().get("total-data-files")).isIn("0", "1");
      }
    }
  }

  private static void transaction(Things things, Random random, History kind) {
    things.begin();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      change(things, random, kind);
    }
    things.commit();
  }

  private static void change(Things things, Random random, History kind) {
    List<Long> ids = new ArrayList<>(things.rows().keySet());
    if (ids.isEmpty() || random.nextInt(4) == 0) {
      insert(things, random);
      return;
    }
    long id = ids.get(random.nextInt(ids.size()));
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> things.rename(id, "n" + random.nextInt(100));
      case 4, 5 -> things.update(id, thing(random));
      case 6, 7, 8 -> things.delete(id);
      case 9, 10 -> {
        long other = free(things, random);
        if (other >= 0 && kind != History.REPLAYS) {
          things.move(id, other, "m" + random.nextInt(100));
        }
      }
      default -> {
        if (random.nextInt(3) == 0) {
          things.truncate();
        }
      }
    }
  }

  private static void insert(Things things, Random random) {
    long id = free(things, random);
    if (id >= 0) {
      things.insert(id, thing(random));
    }
  }

  private static long free(Things things, Random random) {
    for (int i = 0; i < 10; i++) {
      long id = random.nextInt(KEYS);
      if (!things.rows().containsKey(id)) {
        return id;
      }
    }
    return -1;
  }

  /**
   * From the end of some transaction to the end of the topic. A source that has not stored the end
   * of a snapshot reads the rows again, and does not send the old ones.
   */
  private static void replay(Things things, Random random) {
    long end = things.end();
    long from = Math.max(0, end - random.nextInt(20));
    while (from > 0 && !things.isEnd(from)) {
      from--;
    }
    while (from < end && things.isSnapshot(from)) {
      from++;
    }
    if (things.isEnd(from)) {
      things.replay(from, end);
    }
  }

  private static Thing thing(Random random) {
    return new Thing("t" + random.nextInt(1000), "big " + random.nextLong());
  }
}

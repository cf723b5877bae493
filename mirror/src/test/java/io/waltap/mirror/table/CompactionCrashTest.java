/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.SameThread;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.locate.LocateOptions;
import io.waltap.mirror.maintain.MaintenanceOptions;
import io.waltap.mirror.table.Things.Thing;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every call to the catalog and to the files fails once, before or after it has done what it does,
 * while a table is written and compacted.
 *
 * <p>Guards against: rows that are lost, doubled or come back, because a task has died in the
 * middle of a compaction, or an answer was lost.
 */
class CompactionCrashTest {
  private static final MaintenanceOptions COMPACTED =
      new MaintenanceOptions(true, 1 << 20, 0.3, Duration.ZERO, Duration.ZERO, false);

  /** The build tries some of the points; {@code -Dmirror.points.step=1} tries all. */
  private static final int STEP = Integer.getInteger("mirror.points.step", 11);

  /** More than this, or no call is watched. */
  private static final int FEWEST_POINTS = 50;

  @TempDir Path indexes;

  private Worker worker(WatchedCatalog catalog, Things things, String index) {
    LocateOptions locate = Indexes.both(indexes.resolve(index));
    return new Worker(catalog, things, Deleting.BY_VECTORS, locate, COMPACTED, new SameThread());
  }

  @Test
  void aTaskThatDiesAtAnyPointIsFollowedByOneThatGoesOn() {
    int point = 0;
    Fault fault;
    do {
      point += STEP;
      fault = new Fault(point, true);
      WatchedCatalog catalog = new WatchedCatalog();
      Things things = history();
      catalog.watch(fault);
      Worker dead = worker(catalog, things, "death-" + point);
      CrashRun.read(dead);
      catalog.unwatch();
      // the operating system gives its files back
      dead.mirror().close();
      Worker next = worker(catalog, things, "death-" + point);
      next.drain();
      CrashRun.check(catalog, things, next, 0, point);
      next.mirror().close();
    } while (fault.hasFailed());
    assertThat(point).isGreaterThan(FEWEST_POINTS);
  }

  @Test
  void aTaskGoesOnAfterAFailureAtAnyPoint() {
    int point = 0;
    Fault fault;
    Worker worker;
    do {
      point += STEP;
      fault = new Fault(point, false);
      WatchedCatalog catalog = new WatchedCatalog();
      Things things = history();
      catalog.watch(fault);
      worker = worker(catalog, things, "failure-" + point);
      CrashRun.read(worker);
      worker.drain();
      // what failed last is tried again
      worker.later(Duration.ofMinutes(2));
      worker.later(Duration.ofMinutes(2));
      catalog.unwatch();
      CrashRun.check(catalog, things, worker, 0, point);
      worker.mirror().close();
    } while (fault.hasFailed());
    assertThat(point).isGreaterThan(FEWEST_POINTS);
    assertThat(worker.mirror().maintenance().compactions()).isPositive();
  }

  /** Has files with many dead rows, and many small files. */
  private static Things history() {
    Things things = new Things(false);
    for (long id = 1; id <= 4; id++) {
      things.begin();
      things.insert(id, new Thing("n" + id, "big " + id));
      things.insert(10 + id, new Thing("m" + id, "big " + id));
      things.commit();
    }
    things.begin();
    things.delete(11);
    things.rename(2, "renamed");
    things.commit();
    things.begin();
    things.rename(1, "last");
    things.insert(20, new Thing("e", "big e"));
    things.commit();
    return things;
  }
}

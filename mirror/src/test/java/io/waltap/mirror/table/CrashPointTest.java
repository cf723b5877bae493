/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.locate.LocateOptions;
import io.waltap.mirror.table.Things.Thing;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every call to the catalog and to the files fails once, before or after it has done what it does.
 *
 * <p>Guards against: records that are lost or applied twice, because a task has died between two
 * steps, or an answer was lost.
 */
class CrashPointTest {
  /** More than this, or no call is watched. */
  private static final int FEWEST_POINTS = 50;

  @TempDir Path indexes;

  /** All points for one way to delete rows, and some for the others: most are the same ones. */
  private static int step(Deleting deleting) {
    return deleting == Deleting.BY_VECTORS ? 1 : 4;
  }

  @ParameterizedTest
  @EnumSource
  void aTaskThatDiesAtAnyPointIsFollowedByOneThatGoesOn(Deleting deleting) {
    int point = 0;
    Fault fault;
    do {
      point += step(deleting);
      fault = new Fault(point, true);
      WatchedCatalog catalog = new WatchedCatalog();
      Things things = history();
      LocateOptions locate = Indexes.both(indexes.resolve("death-" + point));
      catalog.watch(fault);
      Worker dead = new Worker(catalog, things, deleting, locate);
      CrashRun.read(dead);
      catalog.unwatch();
      // the operating system gives its files back
      dead.mirror().close();
      Worker next = new Worker(catalog, things, deleting, locate);
      next.drain();
      CrashRun.check(catalog, things, next, 1, point);
      next.mirror().close();
    } while (fault.hasFailed());
    assertThat(point).isGreaterThan(FEWEST_POINTS);
  }

  @ParameterizedTest
  @EnumSource
  void aTaskGoesOnAfterAFailureAtAnyPoint(Deleting deleting) {
    int point = 0;
    Fault fault;
    do {
      point += step(deleting);
      fault = new Fault(point, false);
      WatchedCatalog catalog = new WatchedCatalog();
      Things things = history();
      catalog.watch(fault);
      LocateOptions locate = Indexes.both(indexes.resolve("failure-" + point));
      Worker worker = new Worker(catalog, things, deleting, locate);
      CrashRun.read(worker);
      worker.drain();
      // what failed last is tried again
      worker.later(Duration.ofSeconds(60));
      worker.later(Duration.ofSeconds(60));
      catalog.unwatch();
      CrashRun.check(catalog, things, worker, 1, point);
      worker.mirror().close();
    } while (fault.hasFailed());
    assertThat(point).isGreaterThan(FEWEST_POINTS);
  }

  /** Creates the table, and has deletes, a removed file, a new column and a truncate. */
  private static Things history() {
    Things things = new Things(false);
    things.snapshotRow(1, new Thing("a", "big a"));
    things.snapshotRow(2, new Thing("b", "big b"));
    things.snapshotRow(3, new Thing("c", "big c"));
    things.begin();
    things.rename(1, "a2");
    things.insert(4, new Thing("d", "big d"));
    things.commit();
    things.addColumn();
    things.begin();
    things.move(2, 9, "moved");
    things.delete(4);
    things.commit();
    things.begin();
    things.truncate();
    things.insert(5, new Thing("e", "big e"));
    things.commit();
    return things;
  }
}

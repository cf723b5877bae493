/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Deleting;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.locate.LocateOptions;
import io.waltap.mirror.table.TableMirror.Phase;
import io.waltap.mirror.table.Things.Thing;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
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
      read(dead);
      catalog.unwatch();
      // the operating system gives its files back
      dead.mirror().close();
      Worker next = new Worker(catalog, things, deleting, locate);
      next.drain();
      check(catalog, things, next, point);
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
      read(worker);
      worker.drain();
      // what failed last is tried again
      worker.later(Duration.ofSeconds(60));
      worker.later(Duration.ofSeconds(60));
      catalog.unwatch();
      check(catalog, things, worker, point);
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

  /** Reads the topic, and lets less time pass than ends a transaction. */
  private static void read(Worker worker) {
    for (int i = 0; i < 40 && !worker.isAtEnd(); i++) {
      worker.take(3);
      worker.commit();
      worker.later(Duration.ofSeconds(1));
    }
  }

  private static void check(WatchedCatalog catalog, Things things, Worker worker, int point) {
    assertThat(worker.mirror().phase()).as("point %s", point).isEqualTo(Phase.RUNNING);
    assertThat(Mirrored.rows(catalog)).as("point %s", point).isEqualTo(things.rows());
    Table table = catalog.loadTable(Worker.NAME);
    long last = 0;
    for (Snapshot snapshot : table.snapshots()) {
      long next = Mirrored.next(snapshot);
      assertThat(next).as("point %s: each snapshot has more", point).isGreaterThan(last);
      assertThat(Mirrored.rows(table, snapshot.snapshotId()))
          .as("point %s: snapshot of offset %s", point, next)
          .isEqualTo(Mirrored.stateBefore(things, next));
      last = next;
    }
    assertThat(worker.mirror().committed()).as("point %s", point).hasValue(things.end());
  }
}

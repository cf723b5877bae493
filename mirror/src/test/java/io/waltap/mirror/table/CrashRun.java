/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.table.TableMirror.Phase;
import java.time.Duration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** What tests that make a call fail have in common: how a topic is read, and what is right then. */
final class CrashRun {
  private CrashRun() {}

  /** Reads the topic, and lets less time pass than ends a transaction. */
  static void read(Worker worker) {
    for (int i = 0; i < 40 && !worker.isAtEnd(); i++) {
      worker.take(3);
      worker.commit();
      worker.later(Duration.ofSeconds(1));
    }
  }

  /**
   * Each snapshot is what PostgreSQL had at its offset, and the table has all.
   *
   * @param least how much more a snapshot applies than the one before: 0 if there are compactions
   * @param point at which a call has failed
   */
  static void check(WatchedCatalog catalog, Things things, Worker worker, int least, int point) {
    assertThat(worker.mirror().phase()).as("point %s", point).isEqualTo(Phase.RUNNING);
    assertThat(Mirrored.rows(catalog)).as("point %s", point).isEqualTo(things.rows());
    Table table = catalog.loadTable(Worker.NAME);
    long last = 0;
    for (Snapshot snapshot : table.snapshots()) {
      long next = Mirrored.next(snapshot);
      assertThat(next).as("point %s", point).isGreaterThanOrEqualTo(last + least);
      assertThat(Mirrored.rows(table, snapshot.snapshotId()))
          .as("point %s: snapshot of offset %s", point, next)
          .isEqualTo(Mirrored.stateBefore(things, next));
      last = next;
    }
    assertThat(worker.mirror().committed()).as("point %s", point).hasValue(things.end());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.table.TableMirror.Phase;
import io.waltap.mirror.table.Things.Thing;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.Test;

/**
 * Two tasks read one topic: a rebalance leaves one running that has lost its partition, or two
 * connectors have the same table.
 *
 * <p>Guards against: records that are applied twice, and rows that go back in time.
 */
class SeveralTasksTest {
  private final WatchedCatalog catalog = new WatchedCatalog();
  private final Things things = new Things(false);

  private void insert(long id) {
    things.begin();
    things.insert(id, new Thing("n" + id, "big " + id));
    things.commit();
  }

  private Worker connector(String name) {
    return new Worker(catalog, things, name, Set.of());
  }

  @Test
  void theOlderTaskIsFencedAndReadsTheTableAgain() {
    insert(1);
    Worker older = connector("mirror");
    older.drain();
    Worker newer = connector("mirror");
    things.begin();
    things.rename(1, "renamed");
    things.insert(2, new Thing("b", "big"));
    things.commit();
    newer.drain();
    things.begin();
    things.delete(2);
    things.commit();

    older.drain();
    assertThat(older.mirror().phase()).isEqualTo(Phase.RUNNING);
    older.drain();
    assertAllApplied(older);
  }

  // Guards against: a batch that was collected for a new table, and is committed behind a larger
  // one of the task that has created the table.
  @Test
  void theTaskThatCreatesTheTableFirstFencesTheOther() {
    insert(1);
    Worker slower = connector("mirror");
    Worker faster = connector("mirror");
    slower.take(1);
    things.begin();
    things.rename(1, "renamed");
    things.commit();
    faster.drain();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());

    slower.later(Duration.ofSeconds(20));
    assertThat(slower.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
    insert(2);
    slower.drain();
    assertAllApplied(slower);
  }

  @Test
  void aTaskThatCommitsDuringTheCommitOfAnotherFencesIt() {
    insert(1);
    Worker older = connector("mirror");
    older.drain();
    Worker newer = connector("mirror");
    things.begin();
    things.rename(1, "renamed");
    things.commit();
    catalog.onceBefore("commit", newer::drain);
    older.drain();
    older.later(Duration.ofSeconds(20)); // it may take this for a conflict first

    assertThat(older.mirror().phase()).isEqualTo(Phase.RUNNING);
    insert(2);
    older.drain();
    assertAllApplied(older);
  }

  // Guards against: two tasks that fence each other forever.
  @Test
  void theThirdFenceStopsTheTask() {
    insert(0);
    Worker one = connector("mirror");
    one.drain();
    Worker two = connector("mirror");
    for (int fence = 1; fence <= 3; fence++) {
      assertThat(two.mirror().phase()).as("before fence %s", fence).isEqualTo(Phase.RUNNING);
      insert(fence);
      one.drain();
      two.drain();
    }

    assertThat(two.mirror().phase()).isEqualTo(Phase.STOPPED);
    assertThat(two.mirror().reason()).contains("again and again");
    assertThat(one.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertAllApplied(one);
  }

  @Test
  void fencesOfAnotherHourDoNotStopTheTask() {
    insert(0);
    Worker one = connector("mirror");
    one.drain();
    Worker two = connector("mirror");
    for (int fence = 1; fence <= 5; fence++) {
      insert(fence);
      one.drain();
      two.drain();
      two.later(Duration.ofMinutes(11));
    }

    assertThat(two.mirror().phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void theCommitOfAnotherConnectorStopsTheTask() {
    insert(1);
    Worker ours = connector("mirror");
    ours.drain();
    Worker other = connector("the other");
    insert(2);
    other.drain();
    ours.drain();

    assertThat(ours.mirror().phase()).isEqualTo(Phase.STOPPED);
    assertThat(ours.mirror().reason()).contains("the other").contains("stop one of the two");
    insert(3);
    other.drain();
    assertAllApplied(other);
  }

  /** All is there once, and each snapshot has more than the one before. */
  private void assertAllApplied(Worker worker) {
    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    Map<Long, Thing> rows = Mirrored.rows(catalog);
    assertThat(rows).isEqualTo(things.rows());
    long last = 0;
    for (Snapshot snapshot : catalog.loadTable(Worker.NAME).snapshots()) {
      assertThat(Mirrored.next(snapshot)).isGreaterThan(last);
      last = Mirrored.next(snapshot);
    }
  }
}

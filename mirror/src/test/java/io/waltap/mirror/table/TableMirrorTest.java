/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Events;
import io.waltap.mirror.Indexes;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.locate.LocateOptions;
import io.waltap.mirror.table.TableMirror.Phase;
import io.waltap.mirror.table.Things.Thing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableMirrorTest {
  private static final int ALL = Integer.MAX_VALUE;

  private final WatchedCatalog catalog = new WatchedCatalog();
  private final Things things = new Things(false);

  private Worker worker() {
    return new Worker(catalog, things);
  }

  private void insert(long... ids) {
    things.begin();
    for (long id : ids) {
      things.insert(id, new Thing("n" + id, "big " + id));
    }
    things.commit();
  }

  private List<Snapshot> snapshots() {
    List<Snapshot> snapshots = new ArrayList<>();
    catalog.loadTable(Worker.NAME).snapshots().forEach(snapshots::add);
    return snapshots;
  }

  // Guards against: a task that cannot use the index, because the one before has never let it go.
  @Test
  void theIndexIsFreeWhenTheTableIsClosed(@TempDir Path index) {
    LocateOptions locate = Indexes.both(index);
    insert(1, 2);
    Worker worker = new Worker(catalog, things, locate);
    worker.drain();
    Worker locked = new Worker(catalog, things, locate);
    things.begin();
    things.delete(1);
    things.commit();
    locked.drain();
    assertThat(locked.mirror().failures()).isPositive();
    assertThat(Mirrored.rows(catalog)).containsOnlyKeys(1L, 2L);

    worker.mirror().close();
    locked.later(Duration.ofMinutes(1));
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
    locked.mirror().close();
  }

  // Guards against: a snapshot that shows half a transaction.
  @Test
  void aTransactionIsCommittedWhenTheNextOneBegins() {
    insert(1, 2);
    Worker worker = worker();
    worker.take(ALL);
    worker.commit();
    assertThat(catalog.tableExists(Worker.NAME)).isFalse();

    insert(3);
    worker.take(1);
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.stateAt(2));
  }

  @Test
  void theLastTransactionIsCommittedAfterSomeSilence() {
    insert(1);
    Worker worker = worker();
    worker.take(ALL);
    worker.later(Duration.ofSeconds(4));
    assertThat(catalog.tableExists(Worker.NAME)).isFalse();

    worker.later(Duration.ofSeconds(1));
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  @Test
  void commitsHaveTheInterval() {
    insert(1);
    insert(2);
    insert(3);
    insert(4);
    Worker worker = worker();
    worker.take(2);
    worker.take(1);
    worker.later(Duration.ofSeconds(1));
    worker.take(1);
    assertThat(Mirrored.rows(catalog)).as("the first one comes at once").containsOnlyKeys(1L);

    worker.later(Duration.ofSeconds(10));
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
    assertThat(snapshots()).hasSize(2);
  }

  @Test
  void nothingIsCreatedBeforeTheFirstRow() {
    Worker worker = worker();
    worker.drain();
    things.begin();
    things.truncate();
    things.commit();
    worker.drain();
    assertThat(catalog.tableExists(Worker.NAME)).isFalse();
    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);

    insert(1);
    worker.drain();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  // Guards against: an offset of the group that is ahead of the table.
  @Test
  void theOffsetIsThatBehindTheLastCommit() {
    insert(1);
    insert(2);
    things.begin();
    things.delete(1);
    things.commit();
    Worker worker = worker();
    assertThat(worker.mirror().committed()).as("nothing is known").isEmpty();
    worker.take(1);
    worker.commit();
    assertThat(worker.mirror().committed()).as("nothing is committed").isEmpty();
    worker.take(1);
    worker.commit();
    assertThat(worker.mirror().committed()).as("the second one is open").hasValue(1);
    worker.drain();
    assertThat(worker.mirror().committed()).as("behind the tombstone").hasValue(things.end());

    Worker next = worker();
    assertThat(next.mirror().committed()).as("nothing was read").isEmpty();
    next.take(1);
    assertThat(next.mirror().committed()).as("the last one that was applied").hasValue(3);
  }

  // Guards against: a transaction that is larger than the memory, and never committed.
  @Test
  void aSplitCommitsTheOpenTransaction() {
    things.begin();
    for (long id = 0; id < 10; id++) {
      things.insert(id, new Thing("n" + id, "big " + id));
    }
    Worker worker = worker();
    worker.take(6);
    assertThat(worker.mirror().bytes()).isPositive();
    assertThat(worker.mirror().hasComplete()).isFalse();
    worker.mirror().split(0);
    worker.commit();

    assertThat(Mirrored.rows(catalog)).hasSize(6);
    assertThat(worker.mirror().bytes()).isZero();
    things.commit();
    worker.drain();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  // Guards against: the large value of a moved row, which is lost if a commit comes between the
  // delete of the old key and the row of the new one.
  @Test
  void aSplitLosesNoValueOfAMovedRow() {
    for (int records = 1; records <= 7; records++) {
      for (boolean restarts : List.of(true, false)) {
        WatchedCatalog empty = new WatchedCatalog();
        Things moved = new Things(false);
        moved.begin();
        moved.insert(1, new Thing("a", "big a"));
        moved.insert(2, new Thing("b", "big b"));
        moved.commit();
        Worker worker = new Worker(empty, moved);
        worker.drain();
        moved.begin();
        moved.rename(2, "b2");
        moved.move(1, 5, "moved");
        moved.move(5, 6, "moved on");
        moved.commit();
        worker.take(records);
        worker.mirror().split(0);
        worker.commit();
        if (restarts) {
          worker = new Worker(empty, moved);
        }
        worker.drain();

        assertThat(Mirrored.rows(empty))
            .as("after %s records, a restart: %s", records, restarts)
            .isEqualTo(moved.rows());
      }
    }
  }

  // Guards against: rows that are found by the key of others.
  // Guards against: a moved row that is lost, because its source died between the delete and the
  // new row, and the silence counted as the end of the transaction.
  @Test
  void aMoveIsNotCommittedByHalvesHoweverLongTheSilence() {
    insert(1);
    things.begin();
    things.move(1, 9, "moved");
    things.commit();
    Worker worker = new Worker(catalog, things);
    worker.take(2);
    worker.later(Duration.ofHours(1));
    worker.later(Duration.ofHours(1));
    assertThat(Mirrored.rows(catalog)).containsOnlyKeys(1L);

    worker.drain();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  @Test
  void anotherKeyComesAfterTheRowsOfTheOldOneAreCommitted() {
    things.begin();
    things.insert(1, new Thing("a", "x"));
    things.insert(2, new Thing("b", "y"));
    things.commit();
    Events byName = new Events(Events.things(), "name");
    things.add(byName.change("u", byName.row(1L, "a", "new")));
    things.add(byName.change("c", byName.row(3L, "c", "z")));
    Worker worker = worker();
    worker.take(ALL);
    worker.commit();
    worker.drain();

    Map<Long, Thing> expected = new TreeMap<>(things.rows());
    expected.put(1L, new Thing("a", "new"));
    expected.put(3L, new Thing("c", "z"));
    assertThat(worker.mirror().reason()).isEmpty();
    assertThat(Mirrored.rows(catalog)).isEqualTo(expected);
    assertThat(Mirrored.next(snapshots().get(0))).isEqualTo(2);
    Schema schema = catalog.loadTable(Worker.NAME).schema();
    assertThat(schema.identifierFieldNames()).containsExactly("name");
    assertThat(worker.mirror().committed()).hasValue(4);
  }

  // Guards against: a column that is dropped with its values, since an old row was sent again.
  @Test
  void anOlderSchemaThatIsSentAgainDropsNoColumn() {
    insert(1);
    things.addColumn();
    insert(2);
    worker().drain();
    things.replay(0, 1);
    worker().drain();

    assertThat(catalog.loadTable(Worker.NAME).schema().findField("later")).isNotNull();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  @Test
  void whatIsSentAgainIsDroppedByItsPosition() {
    Things positioned = new Things(true);
    positioned.begin();
    positioned.insert(1, new Thing("a", "big"));
    positioned.commit();
    positioned.begin();
    positioned.rename(1, "b");
    positioned.commit();
    new Worker(catalog, positioned).drain();
    long snapshot = catalog.loadTable(Worker.NAME).currentSnapshot().snapshotId();
    positioned.replay(0, 2);
    Worker worker = new Worker(catalog, positioned);
    worker.drain();

    assertThat(worker.mirror().replays()).isEqualTo(2);
    assertThat(worker.mirror().committed()).hasValue(4);
    assertThat(catalog.loadTable(Worker.NAME).currentSnapshot().snapshotId()).isEqualTo(snapshot);
  }

  // Guards against: a table that is skipped, or a task that fails, because the catalog was down.
  @Test
  void aCatalogThatIsDownAtTheStartIsTriedAgain() {
    insert(1);
    failing("loadTable", 3);
    Worker worker = worker();
    worker.take(ALL);
    assertThat(worker.mirror().phase()).isEqualTo(Phase.LOADING);
    for (int i = 0; i < 3; i++) {
      worker.later(Duration.ofSeconds(60));
    }

    assertThat(worker.mirror().failures()).isEqualTo(3);
    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    worker.drain();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  @Test
  void aCatalogThatIsDownAtACommitIsTriedAgainWithTheSameRows() {
    insert(1);
    Worker worker = worker();
    worker.drain();
    failing("commit", 3);
    things.begin();
    things.rename(1, "renamed");
    things.insert(2, new Thing("b", "big"));
    things.commit();
    worker.drain();
    assertThat(worker.mirror().failures()).isEqualTo(1);
    assertThat(worker.mirror().bytes()).isPositive();
    assertThat(worker.mirror().committed()).as("not beyond the table").hasValue(1);

    insert(3);
    worker.take(ALL);
    for (int i = 0; i < 3; i++) {
      worker.later(Duration.ofSeconds(60));
    }
    assertThat(worker.mirror().failures()).isEqualTo(3);
    worker.drain();
    assertThat(worker.mirror().reason()).isEmpty();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  @Test
  void aFailureIsNotTriedAgainAtOnce() {
    insert(1);
    failing("loadTable", 2);
    Worker worker = worker();
    for (int i = 0; i < 10; i++) {
      worker.later(Duration.ofMillis(10));
    }
    assertThat(worker.mirror().failures()).as("within the first pause").isEqualTo(1);
  }

  @Test
  void eachSnapshotSaysItsOffset() {
    insert(1);
    insert(2);
    things.begin();
    things.move(1, 9, "moved");
    things.commit();
    Worker worker = worker();
    while (!worker.isAtEnd()) {
      worker.take(1);
      worker.commit();
    }
    worker.drain();
    Table table = catalog.loadTable(Worker.NAME);

    assertThat(snapshots()).hasSize(3);
    for (Snapshot snapshot : snapshots()) {
      assertThat(Mirrored.rows(table, snapshot.snapshotId()))
          .isEqualTo(Mirrored.stateBefore(things, Mirrored.next(snapshot)));
    }
  }

  /** Has the next calls of a name fail. */
  private void failing(String name, int times) {
    catalog.watch(
        new WatchedCatalog.Watch() {
          private int left = times;

          @Override
          public void before(String call) {
            if (call.equals(name) && left > 0) {
              left--;
              throw new IllegalStateException("the catalog is down");
            }
          }
        });
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.AnotherWriter;
import io.waltap.mirror.Notes;
import io.waltap.mirror.WatchedCatalog;
import io.waltap.mirror.commit.CommitReport;
import io.waltap.mirror.table.Things.Thing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;

/** What a table says of itself, for metrics. */
class TableProgressTest {
  /** When all changes of {@link Things} were committed. */
  private static final long COMMITTED = 5_000;

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

  private static TableProgress of(Worker worker) {
    return worker.mirror().progress();
  }

  @Test
  void aTableThatIsLoadedHasDoneNothing() {
    Worker worker = worker();
    assertThat(of(worker))
        .isEqualTo(
            new TableProgress(
                new TableProgress.Now("RUNNING", "", 0, -1, -1, -1),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                CommitReport.NONE));
    assertThat(worker.mirror().name()).isEqualTo("lake.things");
  }

  @Test
  void whatCommitsDoIsCounted() {
    insert(1, 2, 3);
    things.begin();
    things.rename(1, "renamed");
    things.delete(2);
    things.commit();
    Worker worker = worker();
    worker.take(4);
    worker.commit();

    TableProgress first = of(worker);
    assertThat(first.records()).isEqualTo(4);
    assertThat(first.commits()).isEqualTo(1);
    assertThat(first.changes()).isEqualTo(3);
    assertThat(first.keys()).isEqualTo(3);
    assertThat(first.last().rowsAdded()).isEqualTo(3);
    assertThat(first.last().rowsDeleted()).isZero();
    assertThat(first.last().filesAdded()).isEqualTo(1);
    assertThat(first.last().deleteFiles()).isZero();
    assertThat(first.now().appliedLsn()).isEqualTo(1003);
    assertThat(first.now().appliedTime()).isEqualTo(COMMITTED);

    worker.drain();
    TableProgress second = of(worker);
    assertThat(second.records()).as("the tombstone too").isEqualTo(6);
    assertThat(second.commits()).isEqualTo(2);
    assertThat(second.changes()).isEqualTo(5);
    assertThat(second.keys()).isEqualTo(5);
    assertThat(second.last().rowsAdded()).as("the new version").isEqualTo(1);
    assertThat(second.last().rowsDeleted()).as("and the old one").isEqualTo(2);
    assertThat(second.last().filesAdded()).isEqualTo(1);
    assertThat(second.last().deleteFiles()).isEqualTo(1);
    assertThat(second.last().keys()).isEqualTo(2);
    assertThat(second.now().appliedLsn()).isEqualTo(1005);
    assertThat(second.unfilled()).isZero();
  }

  @Test
  void rowsOfATruncateAreNotCountedAsDeleted() {
    insert(1, 2);
    Worker worker = worker();
    worker.drain();
    things.begin();
    things.truncate();
    things.insert(7, new Thing("after", "big"));
    things.commit();
    worker.drain();

    assertThat(of(worker).last().rowsDeleted()).isZero();
    assertThat(of(worker).last().rowsAdded()).isEqualTo(1);
    assertThat(of(worker).last().keys()).isZero();
    assertThat(of(worker).changes()).isEqualTo(4);
  }

  // Guards against: a truncate before the first row that counts as a commit, though there is no
  // table yet.
  @Test
  void aBatchThatCommitsNothingIsNoCommit() {
    things.begin();
    things.truncate();
    things.commit();
    Worker worker = worker();
    worker.drain();

    assertThat(of(worker).commits()).isZero();
    assertThat(of(worker).changes()).isZero();
  }

  @Test
  void aCommitSaysHowLongItTook() {
    long slow = Duration.ofMillis(20).toNanos();
    insert(1);
    Worker worker = worker();
    worker.drain();
    insert(2);
    catalog.onceBefore("commit", () -> passTime(slow));
    long start = System.nanoTime();
    worker.drain();

    assertThat(of(worker).commits()).isEqualTo(2);
    assertThat(of(worker).last().nanos()).isBetween(slow, System.nanoTime() - start);
  }

  /** Returns so many nanoseconds later. */
  private static void passTime(long nanos) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      Thread.onSpinWait();
    }
  }

  // Guards against: a lag that is gone while a transaction is open, or that stays after its commit.
  @Test
  void changesWaitUntilTheyAreCommitted() {
    Worker worker = worker();
    assertThat(of(worker).now().oldestWaiting()).isEqualTo(-1);
    insert(1);
    worker.take(ALL);
    assertThat(of(worker).now().oldestWaiting()).as("open").isEqualTo(COMMITTED);
    assertThat(of(worker).now().bufferBytes()).isPositive().isEqualTo(worker.mirror().bytes());

    insert(2);
    worker.take(ALL);
    worker.commit();
    assertThat(of(worker).commits()).isEqualTo(1);
    assertThat(of(worker).now().oldestWaiting()).as("the next is open").isEqualTo(COMMITTED);

    worker.drain();
    assertThat(of(worker).commits()).isEqualTo(2);
    assertThat(of(worker).now().oldestWaiting()).isEqualTo(-1);
    assertThat(of(worker).now().bufferBytes()).isZero();
  }

  @Test
  void aChangeThatWaitsForTheNextCommitIsTheOldestAfterTheOneUnderWay() {
    Waiting waiting = new Waiting();
    waiting.add(10);
    waiting.add(20);
    assertThat(waiting.oldest()).isEqualTo(10);
    waiting.take(-1);
    waiting.add(30);
    waiting.add(40);
    assertThat(waiting.oldest()).isEqualTo(10);
    waiting.committed();
    assertThat(waiting.oldest()).isEqualTo(30);

    waiting.take(40);
    waiting.add(50);
    waiting.committed();
    assertThat(waiting.oldest()).as("the open transaction").isEqualTo(40);
    waiting.clear();
    assertThat(waiting.oldest()).isEqualTo(-1);
    waiting.add(60);
    assertThat(waiting.oldest()).isEqualTo(60);
  }

  // Guards against: counts that begin again each time that the table is loaded.
  @Test
  void replaysAreCountedAlsoAfterTheTableIsLoadedAgain() {
    Things positioned = new Things(true);
    positioned.begin();
    positioned.insert(1, new Thing("a", "big"));
    positioned.commit();
    positioned.begin();
    positioned.rename(1, "b");
    positioned.commit();
    new Worker(catalog, positioned).drain();
    positioned.replay(0, 2);
    Worker worker = new Worker(catalog, positioned);
    worker.drain();
    assertThat(of(worker).replays()).isEqualTo(2);

    worker.mirror().add(positioned.get(0), 1); // it goes back, so that the table is loaded again
    worker.commit();
    worker.drain();
    assertThat(of(worker).replays()).as("read again").isEqualTo(4);
    assertThat(worker.mirror().replays()).isEqualTo(4);
  }

  @Test
  void failuresAndConflictsAreCounted() {
    insert(1);
    Worker worker = worker();
    worker.drain();
    insert(2);
    catalog.onceBefore(
        "commit",
        () -> {
          throw new IllegalStateException("the catalog is down");
        });
    worker.drain();
    assertThat(of(worker).failures()).isEqualTo(1);
    assertThat(of(worker).commits()).isEqualTo(1);
    worker.later(Duration.ofSeconds(60));
    assertThat(of(worker).commits()).isEqualTo(2);

    insert(3);
    catalog.onceBefore("commit", () -> AnotherWriter.append(table(), row(77)));
    worker.drain();
    assertThat(of(worker).conflicts()).isEqualTo(1);
    worker.later(Duration.ofSeconds(60));
    assertThat(of(worker).commits()).isEqualTo(3);
    assertThat(of(worker).failures()).isEqualTo(1);
  }

  @Test
  void fencesAreCounted() {
    insert(1);
    Worker older = worker();
    older.drain();
    Worker newer = worker();
    insert(2);
    newer.drain();
    older.drain();
    assertThat(of(older).fences()).isEqualTo(1);
    assertThat(of(newer).fences()).isZero();

    Worker other = new Worker(catalog, things, "the other", Set.of());
    insert(3);
    other.drain();
    newer.drain();
    assertThat(of(newer).fences()).isEqualTo(1);
    assertThat(of(newer).now().state()).isEqualTo("STOPPED");
    assertThat(of(newer).now().reason())
        .isEqualTo(newer.mirror().reason())
        .contains("stop one of the two");
    assertThat(of(newer).now().oldestWaiting()).isEqualTo(-1);
  }

  @Test
  void rowsThatAreLeftOutAreCounted() {
    insert(1, 2);
    Worker worker = worker();
    worker.drain();
    AnotherWriter.delete(table(), List.of("id"), Notes.key(1));
    things.begin();
    things.rename(1, "nobody has its large value");
    things.commit();
    worker.drain();

    assertThat(of(worker).unfilled()).isEqualTo(1);
    assertThat(of(worker).last().unfilled()).isEqualTo(1);
    insert(3);
    worker.drain();
    assertThat(of(worker).unfilled()).as("a total").isEqualTo(1);
    assertThat(of(worker).last().unfilled()).isZero();
  }

  @Test
  void aGapIsShownWithItsReason() {
    insert(1);
    insert(2);
    Worker worker = worker();
    worker.mirror().add(things.get(1), 1);

    assertThat(of(worker).now().state()).isEqualTo("GAP");
    assertThat(of(worker).now().reason()).contains("begins at offset 1");
    assertThat(of(worker).records()).isEqualTo(1);
  }

  @Test
  void aTopicWithoutTableHasItsOwnName() {
    Worker worker = new Worker(catalog, things, "mirror", Set.of(), false);
    assertThat(worker.mirror().name()).isEqualTo(Things.TOPIC);
    assertThat(of(worker).now().state()).isEqualTo("STOPPED");
  }

  private Table table() {
    return catalog.loadTable(Worker.NAME);
  }

  private Record row(long id) {
    Record row = GenericRecord.create(table().schema());
    row.setField("id", id);
    return row;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.TestCatalog;
import io.waltap.mirror.commit.MirrorState;
import io.waltap.mirror.table.TableMirror.Phase;
import io.waltap.mirror.table.Things.Thing;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.Test;

/**
 * A task that starts again knows its topic by the last record that it has applied.
 *
 * <p>Guards against: records of another topic that are taken for the next ones, and changes that
 * are missing without a word.
 */
class AnchorTest {
  private final Catalog catalog = TestCatalog.inMemory();
  private final Things things = new Things(false);

  /** A topic of the same name, with rows of another LSN at the same offsets. */
  private static Things createdAgain(int rows) {
    Things again = new Things(false);
    for (int i = 0; i < rows; i++) {
      again.snapshotRow(50 + i, new Thing("again " + i, "big"));
    }
    return again;
  }

  private void applied(int rows) {
    for (long id = 0; id < rows; id++) {
      insert(id);
    }
    new Worker(catalog, things).drain();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  private void insert(long id) {
    insert(things, id);
  }

  @Test
  void aTaskGoesOnWhereTheOneBeforeHasEnded() {
    applied(5);
    insert(5);
    Worker worker = new Worker(catalog, things);
    worker.drain();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
    assertThat(worker.mirror().committed()).hasValue(6);
  }

  @Test
  void anotherRecordAtTheOffsetOfTheLastOneIsAGap() {
    applied(5);
    Worker worker = new Worker(catalog, createdAgain(8));
    worker.drain();

    assertGap(worker);
    assertThat(worker.mirror().reason()).contains("offset 4").contains("created again");
  }

  @Test
  void aShorterTopicIsAGap() {
    applied(5);
    Worker worker = new Worker(catalog, createdAgain(2));
    worker.drain();

    assertGap(worker);
    assertThat(worker.mirror().reason()).contains("another record at offset 0");
  }

  // Guards against: records below the offsets that were read, which are skipped as applied or
  // applied on top: the topic is another one, or its end was lost.
  @Test
  void aRecordOfAnOffsetThatWasReadIsNotTaken() {
    applied(5);
    Worker worker = new Worker(catalog, things);
    worker.drain();
    worker.mirror().add(createdAgain(1).get(0), 1);
    worker.drain();
    worker.drain();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  @Test
  void anEmptyTopicIsAGapAtItsFirstRecord() {
    applied(5);
    Things again = createdAgain(0);
    Worker worker = new Worker(catalog, again);
    worker.drain();
    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);

    again.snapshotRow(50, new Thing("again", "big"));
    worker.drain();
    assertGap(worker);
  }

  @Test
  void aRecordBeyondTheNextOneIsAGap() {
    applied(5);
    insert(5);
    insert(6);
    insert(7);
    Worker worker = new Worker(catalog, things);
    worker.mirror().add(things.get(7), 1);
    worker.commit();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.GAP);
    assertThat(worker.mirror().reason()).contains("another record at offset 7");
  }

  // Guards against: a mirror that stops after each idle week, because the last record has expired.
  @Test
  void theNextRecordAloneIsNoGap() {
    applied(5);
    insert(5);
    Worker worker = new Worker(catalog, things);
    worker.mirror().add(things.get(5), 1);
    worker.drain();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  @Test
  void aTombstoneMayBeTheNextRecord() {
    applied(2);
    things.begin();
    things.delete(1);
    things.commit();
    new Worker(catalog, things).drain();
    insert(7);
    Worker worker = new Worker(catalog, things);
    worker.mirror().add(things.get(3), 1); // the delete is at offset 2
    worker.mirror().add(things.get(4), 1);
    worker.drain();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  // Guards against: records of the new topic that are skipped, because their offsets are smaller
  // than those that the old topic had.
  @Test
  void anAcceptedGapGoesOnWithTheFirstRecordThatThereIs() {
    applied(5);
    Map<Long, Thing> expected = new TreeMap<>(things.rows());
    Things again = createdAgain(3);
    expected.putAll(again.rows());
    Worker worker = new Worker(catalog, again, "mirror", Set.of(Things.TOPIC));
    worker.drain();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(Mirrored.rows(catalog)).isEqualTo(expected);
    assertThat(worker.mirror().committed()).hasValue(3);

    again.snapshotRow(99, new Thing("later", "big"));
    Worker next = new Worker(catalog, again);
    next.drain();
    assertThat(next.mirror().reason()).as("it is the topic of the mirror now").isEmpty();
    assertThat(Mirrored.rows(catalog)).containsKey(99L);
  }

  @Test
  void onlyTheGapOfANamedTopicIsAccepted() {
    applied(5);
    Worker worker = new Worker(catalog, createdAgain(2), "mirror", Set.of("shop.public.other"));
    worker.drain();

    assertGap(worker);
  }

  // Guards against: a table that lacks the rows whose records have expired before the first start.
  @Test
  void aNewTableDoesNotBeginInTheMiddleOfATopic() {
    insert(0);
    insert(1);
    Worker worker = new Worker(catalog, things);
    worker.mirror().add(things.get(1), 1);
    worker.drain();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.GAP);
    assertThat(worker.mirror().reason()).contains("begins at offset 1");
    assertThat(catalog.tableExists(Worker.NAME)).isFalse();
  }

  // Guards against: a gap where nothing is missing, because the source has sent markers before the
  // first change.
  @Test
  void aNewTableMayBeginBehindMarkers() {
    things.marker("w1-open-0000000000000005-00000001-0000000000000000-00004010");
    things.marker("w1-snapshot-begin-0000000000000010");
    things.marker("w1-snapshot-end-0000000000000010");
    insert(0);
    things.marker("w1-watermark-0000000000000023-00060a2418202240");
    insert(1);
    Worker worker = new Worker(catalog, things);
    worker.drain();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(worker.mirror().committed()).hasValue(6);
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }

  // Guards against: a table that lacks the rows whose records have expired before the first start.
  @Test
  void aMarkerInTheMiddleOfATopicIsNotItsBeginning() {
    insert(0);
    things.marker("w1-watermark-0000000000000023-00060a2418202240");
    insert(1);
    Worker worker = new Worker(catalog, things);
    worker.mirror().add(things.get(1), 1);
    worker.mirror().add(things.get(2), 1);
    worker.drain();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.GAP);
  }

  @Test
  void aNewTableMayBeginWithTheFirstRowOfASnapshot() {
    insert(0);
    things.firstSnapshotRow(0, new Thing("read", "big"));
    Worker worker = new Worker(catalog, things);
    worker.mirror().add(things.get(1), 1);
    worker.commit();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(Mirrored.rows(catalog)).containsOnly(Map.entry(0L, new Thing("read", "big")));
  }

  // Guards against: a table that lacks the first rows of the snapshot.
  @Test
  void aNewTableDoesNotBeginInTheMiddleOfASnapshot() {
    insert(0);
    things.snapshotRow(0, new Thing("read", "big"));
    Worker worker = new Worker(catalog, things);
    worker.mirror().add(things.get(1), 1);
    worker.commit();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.GAP);
  }

  // Guards against: records of the longer new topic that were fetched before it was rewound, so
  // that those before them count as sent again.
  @Test
  void aLongerTopicThatIsAcceptedIsReadFromItsBeginning() {
    applied(2);
    Map<Long, Thing> expected = new TreeMap<>(things.rows());
    Things again = createdAgain(9);
    expected.putAll(again.rows());
    Worker worker = new Worker(catalog, again, "mirror", Set.of(Things.TOPIC));
    worker.take(5);
    worker.drain();

    assertThat(Mirrored.rows(catalog)).isEqualTo(expected);
  }

  // Guards against: rows that are applied twice, or left out, after the broker was lost. The source
  // then sends the last changes again, at other offsets.
  @Test
  void aTopicThatWasCreatedAgainGoesOnForTheTableWithTheNamedCommit() {
    Things all = positioned(5);
    new Worker(catalog, all).drain();
    all.begin();
    all.rename(0, "renamed");
    all.insert(5, new Thing("n5", "big 5"));
    all.commit();
    Things again = from(all, 3);
    Worker worker =
        new Worker(catalog, again, "mirror", Set.of(Things.TOPIC + ":" + commit() + ":0"));
    worker.take(3);
    assertThat(worker.mirror().committed()).as("the offsets are not those before").isEmpty();
    worker.drain();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(worker.mirror().replays()).isEqualTo(2);
    assertThat(Mirrored.rows(catalog)).isEqualTo(all.rows());
    assertThat(worker.mirror().committed()).hasValue(again.end());
  }

  // Guards against: a topic that is longer than the one before, and is read from the middle on. The
  // last offset of the one before may be that of a marker of Kafka in it.
  @Test
  void aLongerTopicThatWasCreatedAgainIsReadFromTheNamedOffset() {
    Things all = positioned(2);
    new Worker(catalog, all).drain();
    for (long id = 2; id < 9; id++) {
      insert(all, id);
    }
    Worker worker =
        new Worker(catalog, from(all, 1), "mirror", Set.of(Things.TOPIC + ":" + commit() + ":0"));
    worker.drain();

    assertThat(Mirrored.rows(catalog)).isEqualTo(all.rows());
  }

  // Guards against: a gap that was accepted once, and is accepted again when it is another one.
  @Test
  void theTopicGoesOnForNoOtherCommit() {
    applied(5);
    Worker worker =
        new Worker(catalog, createdAgain(2), "mirror", Set.of(Things.TOPIC + ":another-commit:0"));
    worker.drain();

    assertGap(worker);
  }

  @Test
  void aTopicWithoutATableMayBeginAtANamedOffset() {
    insert(0);
    insert(1);
    Worker worker = new Worker(catalog, things, "mirror", Set.of(Things.TOPIC + "::1"));
    worker.drain();

    assertThat(worker.mirror().phase()).isEqualTo(Phase.RUNNING);
    assertThat(Mirrored.rows(catalog)).containsOnlyKeys(1L);
  }

  private static Things positioned(int rows) {
    Things positioned = new Things(true);
    for (long id = 0; id < rows; id++) {
      insert(positioned, id);
    }
    return positioned;
  }

  private static void insert(Things things, long id) {
    things.begin();
    things.insert(id, new Thing("n" + id, "big " + id));
    things.commit();
  }

  /** Another topic, with the records from an offset on. */
  private static Things from(Things all, long first) {
    Things again = new Things(true);
    for (long offset = first; offset < all.end(); offset++) {
      again.add(all.get(offset));
    }
    return again;
  }

  private String commit() {
    return MirrorState.of(catalog.loadTable(Worker.NAME)).orElseThrow().commit();
  }

  /** Records are missing: nothing is changed, and it is said what to do. */
  private void assertGap(Worker worker) {
    assertThat(worker.mirror().phase()).isEqualTo(Phase.GAP);
    assertThat(worker.mirror().reason()).contains("mirror.accept.gap=" + Things.TOPIC);
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
    assertThat(worker.mirror().committed()).as("of this topic nothing is known").isEmpty();
    worker.drain();
    assertThat(Mirrored.rows(catalog)).isEqualTo(things.rows());
  }
}

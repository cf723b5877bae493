/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.mirror.Notes;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.schema.RowShape;
import java.util.List;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class RowBufferTest {
  private static final long A = 1;
  private static final long B = 2;
  private static final long TEMPORARY = 9;

  private final Notes notes = new Notes();
  private final RowBuffer buffer = new RowBuffer();

  @Test
  void theLastVersionOfAKeyIsKept() {
    transaction(notes.put(A, "a", "long"), notes.put(B, "b", "long"), notes.put(A, "a2", "longer"));
    Batch batch = buffer.take();

    assertThat(batch.rows()).hasSize(2);
    assertThat(values(batch, A)).containsExactly(A, "a2", "longer");
    assertThat(batch.changes()).isEqualTo(3);
    assertThat(batch.last().offset()).isEqualTo(2);
    assertThat(batch.lsn()).isEqualTo(1003);
    assertThat(batch.truncated()).isFalse();
  }

  // Guards against: a snapshot that shows half a transaction.
  @Test
  void whatIsOpenIsNotTaken() {
    transaction(notes.put(A, "a", "long"));
    buffer.add(notes.put(A, "later", "long"));
    buffer.add(notes.delete(B));
    Batch batch = buffer.take();

    assertThat(values(batch, A)).containsExactly(A, "a", "long");
    assertThat(batch.rows()).hasSize(1);
    assertThat(buffer.hasComplete()).isFalse();
    assertThat(buffer.hasOpen()).isTrue();
    assertThat(buffer.lastOpen().kind()).isEqualTo(RowChange.Kind.DELETE);

    buffer.complete();
    assertThat(buffer.hasOpen()).isFalse();
    Batch next = buffer.take();
    assertThat(values(next, A)).containsExactly(A, "later", "long");
    assertThat(next.rows().get(Notes.key(B)).row()).isNull();
    assertThat(next.last().offset()).isEqualTo(2);
  }

  @Test
  void aDeletedRowThatComesBackIsANewRow() {
    transaction(notes.put(A, "a", "long"), notes.delete(A));
    assertThat(buffer.take().rows().get(Notes.key(A)).row()).isNull();

    transaction(notes.delete(A), notes.put(A, "new", "other"));
    assertThat(values(buffer.take(), A)).containsExactly(A, "new", "other");
  }

  @Test
  void aTruncateTakesWhatIsOpenAndWhatIsComplete() {
    transaction(notes.put(A, "a", "long"));
    buffer.add(notes.put(B, "b", "long"));
    buffer.add(notes.truncate());
    buffer.add(notes.put(TEMPORARY, "c", "long"));

    buffer.complete();
    Batch batch = buffer.take();
    assertThat(batch.truncated()).isTrue();
    assertThat(batch.rows()).containsOnlyKeys(Notes.key(TEMPORARY));
    assertThat(batch.changes()).isEqualTo(4);
  }

  @Test
  void aTruncateThatIsNotCompleteTakesNothingYet() {
    transaction(notes.put(A, "a", "long"));
    buffer.add(notes.truncate());
    Batch batch = buffer.take();

    assertThat(batch.truncated()).isFalse();
    assertThat(batch.rows()).containsOnlyKeys(Notes.key(A));
  }

  @Test
  void anUnsentValueIsThatOfTheSameTransaction() {
    transaction(notes.put(A, "a", "long"), notes.rename(A, "a2"), notes.rename(A, "a3"));

    assertThat(values(buffer.take(), A)).containsExactly(A, "a3", "long");
  }

  @Test
  void anUnsentValueIsThatOfAnEarlierTransaction() {
    transaction(notes.put(A, "a", "long"));
    transaction(notes.rename(A, "a2"));

    assertThat(values(buffer.take(), A)).containsExactly(A, "a2", "long");
  }

  @Test
  void anUnsentValueIsLeftToTheTableIfTheBufferLacksIt() {
    transaction(notes.put(A, "a", "long"));
    buffer.take();
    transaction(notes.rename(A, "a2"), notes.rename(A, "a3"));
    Version version = buffer.take().rows().get(Notes.key(A));

    assertThat(version.isPartial()).isTrue();
    assertThat(version.source()).isEqualTo(Notes.key(A));
    assertThat(version.row().values()).containsExactly(A, "a3", null);
  }

  // Guards against: a value of a row that is gone.
  @Test
  void nothingHasTheUnsentValueOfARowThatIsGone() {
    transaction(notes.delete(A));
    transaction(notes.rename(A, "sent again"));
    assertThat(buffer.take().rows().get(Notes.key(A)).source()).as("deleted").isNull();

    transaction(notes.truncate(), notes.rename(A, "sent again"));
    assertThat(buffer.take().rows().get(Notes.key(A)).source()).as("truncated").isNull();

    transaction(notes.truncate());
    transaction(notes.rename(A, "sent again"));
    assertThat(buffer.take().rows().get(Notes.key(A)).source()).as("truncated before").isNull();
  }

  @Test
  void aMovedRowTakesItsValuesFromItsOldKey() {
    transaction(notes.delete(A), notes.moved(B, "b"));
    Batch batch = buffer.take();
    Version version = batch.rows().get(Notes.key(B));

    assertThat(batch.rows().get(Notes.key(A)).row()).isNull();
    assertThat(version.movedFrom()).isEqualTo(Notes.key(A));
    assertThat(version.source()).as("if the move was applied already").isEqualTo(Notes.key(B));
  }

  @Test
  void aMovedRowTakesItsValuesFromTheBufferIfItHasThem() {
    transaction(notes.put(A, "a", "long"), notes.delete(A), notes.moved(B, "b"));
    assertThat(buffer.take().rows().get(Notes.key(B)).moved().values())
        .as("of the same transaction")
        .containsExactly(B, "b", "long");

    transaction(notes.put(A, "a", "long"));
    transaction(notes.delete(A), notes.moved(B, "b"));
    assertThat(buffer.take().rows().get(Notes.key(B)).moved().values())
        .as("of an earlier transaction")
        .containsExactly(B, "b", "long");
  }

  // Guards against: two rows that swap their keys and so their values.
  @Test
  void aSwapOfKeysInATransactionKeepsTheValuesApart() {
    transaction(
        notes.delete(A),
        notes.moved(TEMPORARY, "was a"),
        notes.delete(B),
        notes.moved(A, "was b"),
        notes.delete(TEMPORARY),
        notes.moved(B, "was a"));
    assertSwapped(buffer.take());
  }

  @Test
  void aSwapOfKeysInSeveralTransactionsKeepsTheValuesApart() {
    transaction(notes.delete(A), notes.moved(TEMPORARY, "was a"));
    transaction(notes.delete(B), notes.moved(A, "was b"));
    transaction(notes.delete(TEMPORARY), notes.moved(B, "was a"));
    assertSwapped(buffer.take());
  }

  private static void assertSwapped(Batch batch) {
    assertThat(batch.rows().get(Notes.key(TEMPORARY)).row()).isNull();
    assertThat(values(batch, A)).containsExactly(A, "was b", null);
    assertThat(batch.rows().get(Notes.key(A)).source()).isEqualTo(Notes.key(B));
    assertThat(values(batch, B)).containsExactly(B, "was a", null);
    assertThat(batch.rows().get(Notes.key(B)).source()).isEqualTo(Notes.key(A));
  }

  @Test
  void aSwapOfKeysGoesOnAfterACommit() {
    transaction(notes.delete(A), notes.moved(TEMPORARY, "was a"));
    buffer.take();
    transaction(notes.delete(B), notes.moved(A, "was b"));
    transaction(notes.delete(TEMPORARY), notes.moved(B, "was a"));
    Batch batch = buffer.take();

    assertThat(batch.rows().get(Notes.key(A)).movedFrom()).isEqualTo(Notes.key(B));
    assertThat(batch.rows().get(Notes.key(B)).source())
        .as("the table has the row of the temporary key")
        .isEqualTo(Notes.key(TEMPORARY));
  }

  // Guards against: a move that is sent again, and takes the value of a row that got the old key.
  @Test
  void aMoveThatIsSentAgainTakesTheValuesOfItsOwnRow() {
    transaction(notes.put(B, "b", "own"), notes.put(A, "another", "other"));
    transaction(notes.delete(A), notes.moved(B, "b"));

    assertThat(values(buffer.take(), B)).containsExactly(B, "b", "own");
  }

  @Test
  void aDeleteAndAnUpdateOfAnotherChangeAreNoMove() {
    transaction(notes.delete(A), notes.rename(B, "b"));
    Version version = buffer.take().rows().get(Notes.key(B));

    assertThat(version.source()).isEqualTo(Notes.key(B));
    assertThat(version.moved()).isNull();
  }

  // Guards against: an update of many keys that is committed in parts, and loses the large value of
  // a row whose delete is the end of a part.
  @Test
  void aMoveIsNotSplit() {
    buffer.add(notes.put(TEMPORARY, "c", "long"));
    buffer.add(notes.delete(A));
    buffer.split();
    Batch first = buffer.take();

    assertThat(first.rows()).containsOnlyKeys(Notes.key(TEMPORARY));
    assertThat(first.last().offset()).isZero();
    assertThat(buffer.hasOpen()).isTrue();

    buffer.add(notes.moved(B, "b"));
    buffer.split();
    Batch second = buffer.take();
    assertThat(second.rows().get(Notes.key(A)).row()).isNull();
    assertThat(second.rows().get(Notes.key(B)).movedFrom()).isEqualTo(Notes.key(A));
  }

  @Test
  void aSplitOfADeleteAloneWaits() {
    buffer.add(notes.delete(A));
    buffer.split();
    assertThat(buffer.hasComplete()).isFalse();

    buffer.complete();
    assertThat(buffer.take().rows()).containsOnlyKeys(Notes.key(A));
  }

  @Test
  void bytesGrowAndShrinkWithTheRows() {
    buffer.add(notes.put(A, "a", "x".repeat(10_000)));
    long large = buffer.bytes();
    assertThat(large).isBetween(10_000L, 40_000L);

    buffer.add(notes.put(A, "a", "small"));
    assertThat(buffer.bytes()).isLessThan(1_000);
    buffer.complete();
    assertThat(buffer.bytes()).isPositive().isLessThan(1_000);
    buffer.add(notes.put(B, "b", "x".repeat(10_000)));
    assertThat(buffer.bytes()).isGreaterThan(10_000);

    buffer.take();
    assertThat(buffer.bytes()).isEqualTo(large);
    buffer.add(notes.truncate());
    assertThat(buffer.bytes()).isZero();
  }

  @Test
  void bytesOfTheSameKeyInBothPartsCountOnceWhenTheyCome() {
    transaction(notes.put(A, "a", "x".repeat(10_000)));
    long once = buffer.bytes();
    buffer.add(notes.put(A, "a", "x".repeat(10_000)));
    assertThat(buffer.bytes()).isEqualTo(2 * once);

    buffer.complete();
    assertThat(buffer.bytes()).isEqualTo(once);
  }

  @Test
  void aChangeOfAnotherKeyDoesNotFit() {
    RowShape sameKey = Notes.shape("id");
    RowShape otherKey = Notes.shape("name");
    RowChange same = notes.put(sameKey, Notes.key(A), A, "a", "long");
    RowChange other = notes.put(otherKey, Notes.key(A), A, "a", "long");
    assertThat(buffer.fits(other)).as("an empty buffer takes any").isTrue();

    buffer.add(notes.put(A, "a", "long"));
    assertThat(buffer.fits(same)).isTrue();
    assertThat(buffer.fits(other)).isFalse();
    assertThat(buffer.fits(notes.truncate())).isTrue();
    buffer.complete();
    assertThat(buffer.fits(other)).as("what is complete counts as well").isFalse();
    buffer.take();
    assertThat(buffer.fits(other)).isTrue();

    buffer.add(notes.delete(A));
    assertThat(buffer.fits(other)).as("a delete counts as well").isFalse();
  }

  @Test
  void theShapeIsThatOfTheLargestLsn() {
    RowChange old = notes.put(A, "old", "long");
    RowShape wide =
        new RowShape(
            List.of(
                new RowShape.Column("id", Types.LongType.get()),
                new RowShape.Column("more", Types.StringType.get())),
            new int[] {0});
    transaction(notes.put(wide, Notes.key(B), B, "more"));
    transaction(old);
    Batch batch = buffer.take();

    assertThat(batch.shape()).isSameAs(wide);
    assertThat(batch.shapeLsn()).isEqualTo(1002);
    assertThat(batch.lsn()).isEqualTo(1002);
    assertThat(batch.last()).isSameAs(old);
  }

  @Test
  void ofANewLogTheLsnsOfTheOldOneSayNothing() {
    transaction(notes.put(A, "a", "long"));
    long before = notes.put(A, "b", "long").lsn();
    buffer.startLog();
    RowChange row = atLsn(7, notes.put(A, "c", "long"));
    transaction(row);
    Batch batch = buffer.take();

    assertThat(before).isGreaterThan(7);
    assertThat(batch.newLog()).isTrue();
    assertThat(batch.lsn()).isEqualTo(7);
    assertThat(batch.shapeLsn()).isEqualTo(7);
    assertThat(batch.position()).isNull();
    transaction(notes.put(A, "d", "long"));
    assertThat(buffer.take().newLog()).isFalse();
  }

  private static RowChange atLsn(long lsn, RowChange change) {
    return new RowChange(
        change.kind(),
        change.key(),
        change.row(),
        change.shape(),
        change.position(),
        change.transaction(),
        lsn,
        change.time(),
        change.offset(),
        change.timestamp(),
        change.source());
  }

  @Test
  void nothingIsLeftAfterClear() {
    transaction(notes.put(A, "a", "long"));
    buffer.add(notes.put(B, "b", "long"));
    buffer.add(notes.delete(A));
    buffer.clear();

    assertThat(buffer.hasComplete()).isFalse();
    assertThat(buffer.hasOpen()).isFalse();
    assertThat(buffer.bytes()).isZero();
    buffer.complete();
    assertThat(buffer.hasComplete()).isFalse();
  }

  private void transaction(RowChange... changes) {
    List.of(changes).forEach(buffer::add);
    buffer.complete();
  }

  private static Object[] values(Batch batch, long id) {
    return batch.rows().get(Notes.key(id)).row().values();
  }
}

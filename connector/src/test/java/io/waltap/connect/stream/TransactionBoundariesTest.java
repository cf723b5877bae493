/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.TestTable;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransactionBoundariesTest {
  private static final Duration SPLIT = Duration.ofSeconds(45);

  private final HeartbeatRecords records = new TestTable().heartbeats;

  private long now = 1;
  private final TransactionBoundaries boundaries = new TransactionBoundaries(SPLIT, () -> now);

  @Test
  void endsWithTheLastWholeTransaction() {
    Batch batch = batch(2);
    batch.endTransaction();
    add(batch, 3);
    assertThat(boundaries.endIn(batch)).isSameAs(batch.records().get(1));
  }

  @Test
  void goesOnWhileATransactionDoes() {
    assertThat(boundaries.endIn(batch(3))).isNull();
    Batch end = batch(1);
    end.endTransaction();
    assertThat(boundaries.endIn(end)).isSameAs(end.last());
  }

  @Test
  void rowsAsideFromTheStreamEndNoTransactionOfIt() {
    assertThat(boundaries.endIn(batch(3))).isNull();
    Batch aside = batch(1);
    aside.aside();
    aside.endTransaction();
    assertThat(boundaries.endIn(aside)).isNull();
  }

  // Guards against: a transaction that Kafka aborts after transaction.timeout.ms, and again after
  // each restart.
  @Test
  void splitsATransactionThatTakesTooLong() {
    assertThat(boundaries.endIn(batch(3))).isNull();
    pass(SPLIT.minusMillis(1));
    assertThat(boundaries.endIn(batch(3))).isNull();
    pass(Duration.ofMillis(1));
    Batch late = batch(3);
    assertThat(boundaries.endIn(late)).isSameAs(late.last());
    pass(SPLIT.minusMillis(1));
    assertThat(boundaries.endIn(batch(3))).as("a new one has begun").isNull();
  }

  @Test
  void timeWithoutARecordDoesNotCount() {
    Batch whole = batch(1);
    whole.endTransaction();
    boundaries.endIn(whole);
    pass(SPLIT.multipliedBy(2));
    assertThat(boundaries.endIn(batch(1))).isNull();
  }

  @Test
  void neverSplitsIfToldSo() {
    TransactionBoundaries whole = new TransactionBoundaries(Duration.ZERO, () -> now);
    assertThat(whole.endIn(batch(1))).isNull();
    pass(Duration.ofDays(1));
    assertThat(whole.endIn(batch(1))).isNull();
  }

  // Guards against: a transaction that Kafka aborts while the link is down, since no batch comes.
  @Test
  void splitsATransactionThatTakesTooLongWithoutABatch() {
    boundaries.endIn(batch(3));
    assertThat(boundaries.endsWithoutRecord()).isFalse();
    pass(SPLIT);
    assertThat(boundaries.endsWithoutRecord()).isTrue();
    assertThat(boundaries.endsWithoutRecord()).as("nothing is open").isFalse();
  }

  @Test
  void withoutABatchNothingEndsBetweenTransactions() {
    Batch whole = batch(1);
    whole.endTransaction();
    boundaries.endIn(whole);
    pass(SPLIT);
    assertThat(boundaries.endsWithoutRecord()).isFalse();
  }

  // Guards against: a transaction that stays open because its last batch was full, and its commit
  // has no record.
  @Test
  void endsWithACommitThatHasNoRecord() {
    assertThat(boundaries.endIn(batch(3))).isNull();
    Batch end = new Batch();
    end.continueTransaction();
    end.endTransaction();
    assertThat(boundaries.endIn(end)).isNull();
    assertThat(boundaries.endsWithoutRecord()).isTrue();
  }

  private Batch batch(int size) {
    Batch batch = new Batch();
    add(batch, size);
    return batch;
  }

  private void add(Batch batch, int count) {
    for (int i = 0; i < count; i++) {
      batch.add(records.table("public.a", Map.of("n", i)));
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}

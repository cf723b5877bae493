/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.record.Batch;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.record.TestTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RecordQueueTest {
  private static final Duration NOW = Duration.ZERO;
  private static final HeartbeatRecords HEARTBEATS = new TestTable().heartbeats;

  @Test
  void isBoundedByBytes() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 1000, false);

    assertThat(queue.offer(batch(600), NOW)).isTrue();
    assertThat(queue.offer(batch(600), NOW)).isFalse();
    assertThat(queue.bytes()).isEqualTo(600);
    queue.poll(NOW);
    assertThat(queue.offer(batch(600), NOW)).isTrue();
  }

  @Test
  void aBatchLargerThanTheBoundPassesAlone() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 1000, false);

    assertThat(queue.offer(batch(5000), NOW)).isTrue();
    assertThat(queue.offer(batch(1), NOW)).isFalse();
  }

  @Test
  void withoutAByteBoundOnlyRecordsCount() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 0, false);

    assertThat(queue.offer(batch(Long.MAX_VALUE / 2), NOW)).isTrue();
    assertThat(queue.offer(batch(Long.MAX_VALUE / 2), NOW)).isTrue();
  }

  @Test
  void whoWaitsForRoomGoesOnWhenABatchIsTaken() throws Exception {
    RecordQueue queue = new RecordQueue(100, 1000, false);
    queue.offer(batch(1000), NOW);
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return queue.offer(batch(1000), Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    assertThat(queue.poll(Duration.ofSeconds(1))).isNotNull();
    assertThat(waiting.get()).isTrue();
  }

  @Test
  void aFailureComesAfterWhatWasCapturedBeforeIt() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 1000, false);
    queue.offer(batch(1), NOW);
    queue.fail(new IllegalStateException("gone"));

    assertThat(queue.poll(NOW)).isNotNull();
    assertThatThrownBy(() -> queue.poll(NOW)).hasMessage("gone");
  }

  // Guards against: large rows that wait in the queue, and are converted, and are sent, each as
  // many as the queue's bound allows.
  @Test
  void bytesCountUntilTheLastRecordIsAcknowledged() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 1000, true);
    List<Boolean> told = new ArrayList<>();
    Batch large = new Batch();
    large.add(HEARTBEATS.table("public.a", Map.of()));
    large.add(HEARTBEATS.table("public.b", Map.of()));
    large.addBytes(5000);
    large.deliverTo(queue.counted(large, (record, stored) -> told.add(stored)));

    assertThat(queue.isFull()).isFalse();
    assertThat(queue.offer(large, NOW)).isTrue();
    assertThat(queue.poll(NOW)).isSameAs(large);
    assertThat(queue.bytes()).isZero();
    assertThat(queue.awaitRoom(NOW)).isFalse();
    assertThat(queue.offer(batch(1), NOW)).isFalse();

    large.records().forEach(record -> ((CapturedRecord) record).acknowledged(true));
    assertThat(told).containsExactly(true, true);
    assertThat(queue.awaitRoom(NOW)).isTrue();
    assertThat(queue.offer(batch(1), NOW)).isTrue();
  }

  @Test
  void gathersWhatFitsAndIsThere() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 0, false);
    for (int i = 0; i < 3; i++) {
      Batch batch = batch(400);
      batch.add(HEARTBEATS.table("public.a", Map.of("n", i)));
      batch.endTransaction();
      queue.offer(batch, NOW);
    }
    Batch aside = batch(10);
    aside.aside();
    queue.offer(aside, NOW);

    Batch first = queue.poll(NOW);
    queue.gather(first, new BatchLimit(10, 1000), NOW);
    assertThat(first.size()).isEqualTo(2);
    assertThat(first.bytes()).isEqualTo(800);
    assertThat(first.lastOfWholeTransactions()).isSameAs(first.last());

    Batch second = queue.poll(NOW);
    queue.gather(second, new BatchLimit(10, 1000), NOW);
    assertThat(second.size()).as("rows aside from the stream stay apart").isEqualTo(1);
    assertThat(queue.poll(NOW)).isSameAs(aside);
  }

  // Guards against: more topics to be created in one Kafka transaction than it has time for.
  @Test
  void gathersTheFirstRecordsOfSoManyTopicsOnly() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 0, false);
    for (int i = 0; i < 60; i++) {
      Batch batch = new Batch();
      batch.add(new TestTable().row(i, SnapshotRecords.WITHIN)); // the first row of its task
      batch.endTransaction();
      queue.offer(batch, NOW);
    }

    Batch gathered = queue.poll(NOW);
    queue.gather(gathered, new BatchLimit(100), NOW);
    assertThat(gathered.size()).isEqualTo(BatchLimit.NEW_TOPICS);
  }

  @Test
  void anEndWithoutRecordEndsTheTransactionOfWhatItIsAppendedTo() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 0, false);
    Batch rows = batch(10);
    rows.add(HEARTBEATS.table("public.a", Map.of()));
    Batch end = new Batch();
    end.continueTransaction();
    end.endTransaction();
    queue.offer(rows, NOW);
    queue.offer(end, NOW);

    Batch gathered = queue.poll(NOW);
    assertThat(gathered.endsWithinTransaction()).isTrue();
    queue.gather(gathered, new BatchLimit(100), NOW);
    assertThat(gathered.lastOfWholeTransactions()).isSameAs(gathered.last());
  }

  private static Batch batch(long bytes) {
    Batch batch = new Batch();
    batch.addBytes(bytes);
    return batch;
  }
}

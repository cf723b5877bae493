/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.record.Batch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RecordQueueTest {
  private static final Duration NOW = Duration.ZERO;

  @Test
  void isBoundedByBytes() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 1000);

    assertThat(queue.offer(batch(600), NOW)).isTrue();
    assertThat(queue.offer(batch(600), NOW)).isFalse();
    assertThat(queue.bytes()).isEqualTo(600);
    queue.poll(NOW);
    assertThat(queue.offer(batch(600), NOW)).isTrue();
  }

  @Test
  void aBatchLargerThanTheBoundPassesAlone() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 1000);

    assertThat(queue.offer(batch(5000), NOW)).isTrue();
    assertThat(queue.offer(batch(1), NOW)).isFalse();
  }

  @Test
  void withoutAByteBoundOnlyRecordsCount() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 0);

    assertThat(queue.offer(batch(Long.MAX_VALUE / 2), NOW)).isTrue();
    assertThat(queue.offer(batch(Long.MAX_VALUE / 2), NOW)).isTrue();
  }

  @Test
  void whoWaitsForRoomGoesOnWhenABatchIsTaken() throws Exception {
    RecordQueue queue = new RecordQueue(100, 1000);
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
  void aFailureComesBehindWhatWasCapturedBeforeIt() throws InterruptedException {
    RecordQueue queue = new RecordQueue(100, 1000);
    queue.offer(batch(1), NOW);
    queue.fail(new IllegalStateException("gone"));

    assertThat(queue.poll(NOW)).isNotNull();
    assertThatThrownBy(() -> queue.poll(NOW)).hasMessage("gone");
  }

  private static Batch batch(long bytes) {
    Batch batch = new Batch();
    batch.addBytes(bytes);
    return batch;
  }
}

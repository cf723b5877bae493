/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.position.TablePosition;
import org.junit.jupiter.api.Test;

class BatchLimitTest {
  private static final int MEBIBYTE = 1 << 20;

  private final HeartbeatRecords records = new TestTable().heartbeats;
  private final BatchLimit limit = new BatchLimit(3);

  @Test
  void anEmptyBatchIsNotFull() {
    assertThat(limit.reachedBy(new Batch())).isFalse();
  }

  @Test
  void aBatchIsFullWithSoManyRecords() {
    assertThat(limit.reachedBy(batch(2, 0))).isFalse();
    assertThat(limit.reachedBy(batch(3, 0))).isTrue();
  }

  @Test
  void aBatchIsFullWithAMebibyte() {
    assertThat(limit.reachedBy(batch(1, MEBIBYTE - 1))).isFalse();
    assertThat(limit.reachedBy(batch(1, MEBIBYTE))).isTrue();
  }

  @Test
  void anotherBatchFitsInUpToSoManyRecords() {
    assertThat(limit.allows(batch(1, 0), batch(2, 0))).isTrue();
    assertThat(limit.allows(batch(2, 0), batch(2, 0))).isFalse();
  }

  @Test
  void anotherBatchFitsInUpToAMebibyte() {
    assertThat(limit.allows(batch(1, MEBIBYTE - 10), batch(1, 10))).isTrue();
    assertThat(limit.allows(batch(1, MEBIBYTE - 10), batch(1, 11))).isFalse();
  }

  // Guards against: a Kafka transaction that ends for its age while Connect creates topics.
  @Test
  void aBatchIsFullWithTheFirstRecordsOfSoManyTopics() {
    BatchLimit large = new BatchLimit(1000);
    assertThat(large.reachedBy(topics(BatchLimit.NEW_TOPICS - 1))).isFalse();
    assertThat(large.reachedBy(topics(BatchLimit.NEW_TOPICS))).isTrue();
    assertThat(large.allows(topics(BatchLimit.NEW_TOPICS - 10), topics(10))).isTrue();
    assertThat(large.allows(topics(BatchLimit.NEW_TOPICS - 10), topics(11))).isFalse();
  }

  private Batch topics(int count) {
    Batch batch = new Batch();
    for (int i = 0; i < count; i++) {
      batch.add(
          records.table("public.visits", TablePosition.streamed(30, 20, i)).beginningTopic(true));
    }
    return batch;
  }

  private Batch batch(int size, long bytes) {
    Batch batch = new Batch();
    for (int i = 0; i < size; i++) {
      batch.add(records.table("public.visits", TablePosition.streamed(30, 20, i)));
    }
    batch.addBytes(bytes);
    return batch;
  }
}

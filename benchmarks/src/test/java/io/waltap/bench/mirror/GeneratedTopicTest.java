/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class GeneratedTopicTest {
  private static final long ROWS = 1000;

  private final GeneratedTopic topic = new GeneratedTopic(ROWS);
  private final GeneratedEvents events = new GeneratedEvents(ROWS);

  @Test
  void theSnapshotHasEachRowOnce() {
    Set<Long> keys = new HashSet<>();
    for (long offset = 0; offset < ROWS; offset++) {
      keys.add(topic.key(offset));
    }

    assertThat(keys).hasSize((int) ROWS);
  }

  @Test
  void updatesAreOfRowsAllOverTheTable() {
    Set<Long> keys = new HashSet<>();
    for (long offset = ROWS; offset < 11 * ROWS; offset++) {
      assertThat(topic.key(offset)).isBetween(0L, ROWS - 1);
      keys.add(topic.key(offset));
    }

    assertThat(keys).hasSizeGreaterThan((int) ROWS * 99 / 100);
  }

  // Guards against: a mirror that takes changes for ones that the source has sent again.
  @Test
  void laterChangesHaveLargerPositionsAndLsns() {
    for (long offset = ROWS; offset < 2 * ROWS; offset++) {
      assertThat(topic.position(offset + 1)).isGreaterThan(topic.position(offset));
      assertThat(topic.lsn(offset + 1)).isGreaterThan(topic.lsn(offset));
    }
    assertThat(topic.position(ROWS)).matches("p1-[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{8}-0");
  }

  @Test
  void aTransactionHasTenChangesWithOneCommit() {
    String first = topic.position(ROWS);
    String last = topic.position(ROWS + 9);
    String next = topic.position(ROWS + 10);

    assertThat(topic.transaction(ROWS + 9)).isEqualTo(topic.transaction(ROWS));
    assertThat(topic.transaction(ROWS + 10)).isEqualTo(topic.transaction(ROWS) + 1);
    assertThat(last.substring(0, 19)).isEqualTo(first.substring(0, 19));
    assertThat(next.substring(0, 19)).isGreaterThan(first.substring(0, 19));
  }

  // Guards against: a topic that shows other records when it is read again, as after a rewind.
  @Test
  void aRecordIsTheSameWheneverItIsRead() {
    SinkRecord once = events.sinkRecord(ROWS + 5);

    assertThat(events.sinkRecord(ROWS + 5)).isEqualTo(once);
    assertThat(once.kafkaOffset()).isEqualTo(ROWS + 5);
  }

  @Test
  void recordsAreValidEnvelopes() {
    for (long offset : new long[] {0, 1, ROWS - 1, ROWS}) {
      Struct envelope = (Struct) events.sinkRecord(offset).value();
      envelope.validate();
      assertThat(envelope.getStruct("after").getInt64("id")).isEqualTo(topic.key(offset));
    }
    assertThat(events.envelope(0).getStruct("source").getString("snapshot")).isEqualTo("first");
    assertThat(events.envelope(ROWS - 1).getStruct("source").getString("snapshot"))
        .isEqualTo("last");
    assertThat(events.envelope(ROWS).getString("op")).isEqualTo("u");
  }
}

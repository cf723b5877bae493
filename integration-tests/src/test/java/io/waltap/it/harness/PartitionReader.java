/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer of a topic's only partition. It knows when it has read all that it can see. */
public final class PartitionReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final TopicPartition partition;
  private final KafkaConsumer<byte[], byte[]> consumer;

  private PartitionReader(KafkaServer kafka, String topic, String isolation) {
    Map<String, Object> config = new HashMap<>(Topics.consumerConfig(kafka));
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    this.partition = new TopicPartition(topic, 0);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(partition));
  }

  /** Sees what transactions have committed, up to the first open transaction. */
  public static PartitionReader committed(KafkaServer kafka, String topic) {
    return new PartitionReader(kafka, topic, "read_committed");
  }

  /** Also sees what open and aborted transactions have written. */
  public static PartitionReader uncommitted(KafkaServer kafka, String topic) {
    return new PartitionReader(kafka, topic, "read_uncommitted");
  }

  /**
   * Reads on for a moment.
   *
   * @return whether all that is visible now has been read
   */
  public boolean poll(Consumer<Event> visitor) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      visitor.accept(new Event(record));
    }
    return position() == end();
  }

  public long position() {
    return consumer.position(partition);
  }

  /** Returns the end of what is visible now. */
  public long end() {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  @Override
  public void close() {
    consumer.close();
  }
}

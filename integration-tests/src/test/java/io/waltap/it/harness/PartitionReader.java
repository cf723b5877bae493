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

/** A consumer of a topic's only partition, which knows when it has seen all that it can see. */
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

  /** Sees what transactions have committed, up to the first that is open. */
  public static PartitionReader committed(KafkaServer kafka, String topic) {
    return new PartitionReader(kafka, topic, "read_committed");
  }

  /** Sees what open and aborted transactions have written as well. */
  public static PartitionReader uncommitted(KafkaServer kafka, String topic) {
    return new PartitionReader(kafka, topic, "read_uncommitted");
  }

  /**
   * Reads on for a moment.
   *
   * @return whether all that can be seen now has been read
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

  /** Where what can be seen now ends. */
  public long end() {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  @Override
  public void close() {
    consumer.close();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer of a topic's only partition that fetches one record at a time, from the first record.
 * It is for records of which not many fit into the heap.
 */
final class OneByOne implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /** For a larger record, the broker sends the batch with that record and nothing more. */
  private static final int FETCH_BYTES = 1 << 20;

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;

  OneByOne(String topic) {
    this.topic = topic;
    this.consumer =
        new KafkaConsumer<>(config(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(new TopicPartition(topic, 0)));
  }

  /**
   * Reads on. Gives up when nothing has arrived for a long time.
   *
   * @param visitor sees each value, and must not keep it
   * @param health throws when waiting longer makes no sense
   */
  void read(int count, Consumer<byte[]> visitor, Runnable health) {
    long lastArrival = System.nanoTime();
    int seen = 0;
    while (seen < count) {
      health.run();
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        visitor.accept(record.value());
        seen++;
      }
      long now = System.nanoTime();
      if (!records.isEmpty()) {
        lastArrival = now;
      } else if (now - lastArrival > Settings.patience().toNanos()) {
        throw new AssertionError(
            "waited in vain for " + count + " records in " + topic + "; there are " + seen);
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  private static Map<String, Object> config() {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        Servers.kafka().bootstrapServers(),
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        "earliest",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        "read_committed",
        // Connect creates the topic, with its own settings
        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
        false,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        1,
        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
        FETCH_BYTES,
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        FETCH_BYTES);
  }
}

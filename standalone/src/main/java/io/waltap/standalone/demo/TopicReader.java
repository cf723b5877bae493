/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the topics of the tables as any reader of committed records does, and measures how long
 * each change took to get there. It begins with the rows of the snapshot, so that it counts all
 * records; the meter leaves these rows out. It has a thread of its own, and its methods are for any
 * thread.
 */
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrapServers;
  private final Set<String> topics;
  private final LagMeter lag;
  private final Thread thread;
  private final AtomicLong records = new AtomicLong();
  private volatile boolean stopped;
  private volatile RuntimeException failure;

  private TopicReader(String bootstrapServers, Set<String> topics, LagMeter lag) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
    this.lag = lag;
    this.thread = new Thread(this::run, "topic-reader");
    thread.setDaemon(true);
  }

  /**
   * Starts to read topics that exist.
   *
   * @param lag gets the time of each change
   */
  static TopicReader start(String bootstrapServers, Set<String> topics, LagMeter lag) {
    TopicReader reader = new TopicReader(bootstrapServers, topics, lag);
    reader.thread.start();
    return reader;
  }

  /** Records read so far. */
  long records() {
    return records.get();
  }

  /** Throws if the reader has ended by an error, so that its lags are not complete. */
  void requireHealthy() {
    if (failure != null) {
      throw new IllegalStateException("the topics of the tables cannot be read", failure);
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!stopped) {
        take(consumer.poll(POLL));
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private Map<String, Object> config() {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrapServers,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        "read_committed",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        // After a pause, one call of poll takes all that has come.
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        10_000);
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    return topics.stream()
        .flatMap(topic -> consumer.partitionsFor(topic).stream())
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .toList();
  }

  private void take(ConsumerRecords<byte[], byte[]> arrived) {
    long now = System.currentTimeMillis();
    int changes = 0;
    for (ConsumerRecord<byte[], byte[]> record : arrived) {
      if (record.value() != null) { // otherwise it is a marker for the mirror, not a change
        lag.add(CommitTime.millis(record.value()), now, 1);
        changes++;
      }
    }
    records.addAndGet(changes);
  }
}

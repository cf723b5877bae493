/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import io.waltap.it.harness.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads every record of every topic of one connector, with any delimiter, except for heartbeats,
 * whose topic has another prefix. The harness's own reader hides the order and the schemas of
 * headers, which are compared here.
 */
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int QUIET_POLLS = 5;
  private static final String MARKERS = "zz_marker";

  private final String prefix;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final Set<Integer> markers = new HashSet<>();
  private final List<Captured> records = new ArrayList<>();

  TopicReader(String bootstrapServers, String prefix) {
    this.prefix = prefix;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                100),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * Reads until a row of the marker table has arrived.
   *
   * @param health throws when waiting longer makes no sense
   */
  void readToMarker(int marker, Runnable health) {
    long start = System.nanoTime();
    while (!markers.contains(marker)) {
      if (poll() == 0) {
        health.run();
      }
      if (System.nanoTime() - start > Settings.patience().toNanos()) {
        throw new AssertionError(
            "marker " + marker + " of " + prefix + " did not arrive; the last was " + last());
      }
    }
  }

  /**
   * Reads the remaining records. Topics are written independently, so other topics may lag behind
   * the markers' topic.
   */
  void readRest() {
    int quiet = 0;
    while (quiet < QUIET_POLLS) {
      quiet = poll() == 0 ? quiet + 1 : 0;
    }
  }

  /** Returns all records so far, in order within each topic, without those of the marker table. */
  List<Captured> records() {
    return records.stream().filter(captured -> !captured.topic().endsWith(MARKERS)).toList();
  }

  @Override
  public void close() {
    consumer.close();
  }

  private List<Captured> last() {
    return records.subList(Math.max(0, records.size() - 5), records.size());
  }

  private int poll() {
    assignNewTopics();
    if (assigned.isEmpty()) {
      LockSupport.parkNanos(POLL.toNanos());
      return 0;
    }
    int arrived = 0;
    for (ConsumerRecord<byte[], byte[]> raw : consumer.poll(POLL)) {
      Captured captured = new Captured(raw, prefix);
      records.add(captured);
      if (captured.topic().endsWith(MARKERS)) {
        markers.add(captured.key().path("id").asInt());
      }
      arrived++;
    }
    return arrived;
  }

  private void assignNewTopics() {
    boolean grown = false;
    for (var topic : consumer.listTopics().entrySet()) {
      if (topic.getKey().startsWith(prefix)) {
        for (var partition : topic.getValue()) {
          grown |= assigned.add(new TopicPartition(topic.getKey(), partition.partition()));
        }
      }
    }
    if (grown) {
      consumer.assign(assigned);
    }
  }
}

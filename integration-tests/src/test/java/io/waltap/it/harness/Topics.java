/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The records in a connector's topics, read from the beginning as a read_committed consumer reads
 * them. Their order holds only within a topic.
 */
public final class Topics implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CHECK = Duration.ofSeconds(1);

  private final String prefix;
  private final Runnable health;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final List<Event> events = new ArrayList<>();

  /**
   * @param health throws when waiting longer makes no sense
   */
  Topics(KafkaServer kafka, String prefix, Runnable health) {
    this.prefix = prefix;
    this.health = health;
    this.consumer =
        new KafkaConsumer<>(
            consumerConfig(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A configuration without a consumer group, since only the test needs the positions. */
  static Map<String, Object> consumerConfig(KafkaServer kafka) {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        kafka.bootstrapServers(),
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        "earliest",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        "read_committed",
        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
        false,
        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
        100,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        5000);
  }

  /**
   * Waits for records of one topic.
   *
   * @param topic without the prefix: {@code public.customers}, {@code transaction}
   * @return all of its records so far, at least {@code count}
   */
  public List<Event> await(String topic, int count) {
    awaitUntil(count + " records in " + topic, () -> of(topic).size() >= count);
    return of(topic);
  }

  /** Returns the records of a topic that have been read so far. */
  public List<Event> of(String topic) {
    String name = prefix + "." + topic;
    return events.stream().filter(event -> event.topic().equals(name)).toList();
  }

  /** Returns all records that have been read so far, without heartbeats. */
  public List<Event> all() {
    return List.copyOf(events);
  }

  /** Reads until the condition holds. */
  public void awaitUntil(String what, BooleanSupplier enough) {
    visit(what, events::add, enough);
  }

  /**
   * Reads on without keeping the records, for large amounts. Gives up when nothing has arrived for
   * a long time.
   */
  public void visit(String what, Consumer<Event> visitor, BooleanSupplier enough) {
    long lastArrival = System.nanoTime();
    long lastCheck = lastArrival;
    while (!enough.getAsBoolean()) {
      int arrived = poll(visitor);
      long now = System.nanoTime();
      if (arrived > 0) {
        lastArrival = now;
      } else if (now - lastArrival > Settings.patience().toNanos()) {
        throw new AssertionError("waited in vain for " + what + "; there are " + summary());
      }
      if (now - lastCheck > CHECK.toNanos()) {
        lastCheck = now;
        health.run();
      }
    }
  }

  /** Reads what is there now. */
  public void readOn() {
    int arrived = poll(events::add);
    while (arrived > 0) {
      arrived = poll(events::add);
    }
  }

  /**
   * Reads to the end without keeping the records. It is the very end if nothing is written
   * meanwhile.
   */
  public void visitToEnd(Consumer<Event> visitor) {
    assignNewTopics();
    Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      poll(visitor);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  private String summary() {
    int size = events.size();
    return size + " records kept, the last of them " + events.subList(Math.max(0, size - 10), size);
  }

  private int poll(Consumer<Event> visitor) {
    assignNewTopics();
    if (assigned.isEmpty()) {
      Pauses.briefly();
      return 0;
    }
    int arrived = 0;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      visitor.accept(new Event(record));
      arrived++;
    }
    return arrived;
  }

  private void assignNewTopics() {
    boolean grown = false;
    for (var topic : consumer.listTopics().entrySet()) {
      if (topic.getKey().startsWith(prefix + ".")) {
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

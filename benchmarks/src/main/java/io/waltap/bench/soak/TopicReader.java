/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waltap.bench.soak.Histories.Change;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads all topics of the connector from their beginning, also those that appear meanwhile, until
 * it is stopped. With exactly-once delivery it reads only what is committed.
 */
final class TopicReader implements Runnable {
  /** The topics' prefix. */
  static final String PREFIX = "soak";

  private static final String UNAVAILABLE = "__debezium_unavailable_value";
  private static final Duration NEW_TOPICS = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(300);

  private final Map<String, Object> properties;
  private final Histories delivered;
  private final SoakLog log;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Map<Long, Long>> stormStates = new HashMap<>();
  private volatile boolean stopped;
  private volatile RuntimeException failure;

  /**
   * @param delivered gets the versions of the tables of the ledger
   */
  TopicReader(String bootstrapServers, boolean exactlyOnce, Histories delivered, SoakLog log) {
    this.delivered = delivered;
    this.log = log;
    this.properties =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "key.deserializer",
            ByteArrayDeserializer.class.getName(),
            "value.deserializer",
            ByteArrayDeserializer.class.getName(),
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            "false",
            "isolation.level",
            exactlyOnce ? "read_committed" : "read_uncommitted",
            "default.api.timeout.ms",
            "10000",
            "request.timeout.ms",
            "8000");
  }

  @Override
  public void run() {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      long nextTopics = System.nanoTime();
      while (!stopped) {
        if (System.nanoTime() - nextTopics >= 0) {
          assign(consumer);
          nextTopics = System.nanoTime() + NEW_TOPICS.toNanos();
        }
        if (consumer.assignment().isEmpty()) {
          Thread.sleep(POLL.toMillis());
        } else {
          poll(consumer);
        }
      }
    } catch (InterruptException | InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
      log.say("the reader has failed: " + e);
    }
  }

  void stop() {
    stopped = true;
  }

  /** Throws if the reader has ended by an error. */
  void requireHealthy() {
    if (failure != null) {
      throw new IllegalStateException("the reader of the topics has failed", failure);
    }
  }

  /**
   * What the topic of a table of the storm says about its rows.
   *
   * @return by id: the last version, or {@link RowHistory#DELETED}
   */
  Map<Long, Long> stormState(String table) {
    synchronized (stormStates) {
      return new HashMap<>(stormStates.getOrDefault(table, Map.of()));
    }
  }

  /** Takes in new topics. What was assigned before keeps its position. */
  private void assign(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      Set<TopicPartition> partitions = new TreeSet<>(TopicReader::compare);
      consumer
          .listTopics()
          .forEach(
              (topic, infos) -> {
                if (topic.startsWith(PREFIX + ".")) {
                  infos.forEach(
                      info -> partitions.add(new TopicPartition(topic, info.partition())));
                }
              });
      partitions.addAll(consumer.assignment());
      if (partitions.size() > consumer.assignment().size()) {
        consumer.assign(partitions);
      }
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // the broker is down: the topics are listed later
    }
  }

  private void poll(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      take(consumer.poll(POLL));
    } catch (RetriableException e) {
      log.say("  the reader tries again: " + e.getMessage());
    }
  }

  private static int compare(TopicPartition a, TopicPartition b) {
    int order = a.topic().compareTo(b.topic());
    return order == 0 ? Integer.compare(a.partition(), b.partition()) : order;
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    List<Change> changes = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.value() != null) {
        take(record.topic().substring(PREFIX.length() + 1), record, changes);
      }
    }
    delivered.add(changes);
  }

  private void take(String table, ConsumerRecord<byte[], byte[]> record, List<Change> changes) {
    JsonNode event = parsed(record.value());
    String operation = event.path("op").asText();
    boolean deleted = operation.equals("d");
    JsonNode row = event.path(deleted ? "before" : "after");
    if (!row.hasNonNull("id")) {
      return; // a truncation or a message
    }
    long id = row.path("id").asLong();
    long version = deleted ? RowHistory.DELETED : row.path("version").asLong();
    if (table.startsWith(Storm.SCHEMA + ".")) {
      synchronized (stormStates) {
        stormStates.computeIfAbsent(table, name -> new HashMap<>()).put(id, version);
      }
      return;
    }
    String payload = row.path("payload").asText("");
    long checksum = payload.equals(UNAVAILABLE) ? RowHistory.UNSENT : Histories.checksum(payload);
    boolean keyed = !table.equals(LedgerTable.KEYLESS.qualified());
    if (keyed && (record.key() == null || parsed(record.key()).path("id").asLong(-1) != id)) {
      checksum = RowHistory.WRONG_KEY;
    }
    changes.add(new Change(table, id, version, checksum));
  }

  private JsonNode parsed(byte[] text) {
    try {
      return json.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException("a record is not JSON", e);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far an Iceberg sink is behind the topics it reads, seen from Kafka.
 *
 * <p>The sink commits in two steps. A task closes its data files, announces them on the control topic and, in the same Kafka
 * transaction, commits the offsets of their records in the group {@code connect-<name>}. The coordinator then appends the
 * files to the tables and commits the offsets of the announcements in the group {@code connect-<name>-coord}. Records are
 * in a table for good when both groups are past them.
 */
public final class Landing implements AutoCloseable {
  private static final String CONTROL_RETENTION_MS = Long.toString(Duration.ofDays(90).toMillis());

  private final Admin admin;
  private final String bootstrapServers;
  private final Pattern dataTopics;
  private final String controlTopic;
  private final String taskGroup;
  private final String coordinatorGroup;

  /** Reads the state of one sink; the names of topics and groups follow from its configuration. */
  public Landing(String bootstrapServers, String sink, String dataTopics, String controlTopic) {
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    this.bootstrapServers = bootstrapServers;
    this.dataTopics = Pattern.compile(dataTopics);
    this.controlTopic = controlTopic;
    this.taskGroup = "connect-" + sink;
    this.coordinatorGroup = taskGroup + "-coord";
  }

  /**
   * Offsets, not records: markers of transactions count too.
   *
   * @param produced written to the topics of tables since they exist
   * @param remaining of these, what the sink has not yet written to files
   */
  public record Backlog(long produced, long remaining) {}

  /** One partition, so that announcements have one order; kept long, for the coordinator's offsets point into it. */
  public void createControlTopic() {
    NewTopic topic =
        new NewTopic(controlTopic, Optional.of(1), Optional.of((short) 1))
            .configs(Map.of("retention.ms", CONTROL_RETENTION_MS));
    try {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("cannot create the topic " + controlTopic, e);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The topics of tables that exist now. */
  public Set<String> topics() {
    try {
      return admin.listTopics().names().get().stream()
          .filter(name -> dataTopics.matcher(name).matches())
          .collect(Collectors.toSet());
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  public Backlog backlog() {
    Set<TopicPartition> partitions = partitions(topics());
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, Long> committed = committed(taskGroup);
    long produced = 0;
    long remaining = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      produced += end.getValue();
      remaining += Math.max(0, end.getValue() - committed.getOrDefault(end.getKey(), 0L));
    }
    return new Backlog(produced, remaining);
  }

  /** Whether the sink has written everything that is in the topics now. */
  public boolean written() {
    Map<TopicPartition, Long> ends = offsets(partitions(topics()), OffsetSpec.latest());
    Map<TopicPartition, Long> committed = committed(taskGroup);
    Map<TopicPartition, Long> open = new HashMap<>();
    ends.forEach(
        (partition, end) -> {
          if (committed.getOrDefault(partition, 0L) < end) {
            open.put(partition, end);
          }
        });
    return open.isEmpty() || !anyToLand(open, committed);
  }

  /**
   * Waits until everything that is in the topics now is in a committed snapshot of its table.
   *
   * @return false if the patience ended before, or the caller gave up
   */
  public boolean awaitCommitted(Duration patience, BooleanSupplier givenUp) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!written()) {
      if (givenUp.getAsBoolean() || !pauseUntil(deadline)) {
        return false;
      }
    }
    // All announcements are before these ends. Every round of the coordinator adds to the topic and
    // commits behind it,
    // so it passes the ends in its next round at the latest, also when there was nothing to append.
    Map<TopicPartition, Long> ends = offsets(partitions(Set.of(controlTopic)), OffsetSpec.latest());
    while (!pastAll(ends, committed(coordinatorGroup))) {
      if (givenUp.getAsBoolean() || !pauseUntil(deadline)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Deletes what was written and is older than the given age. Nothing else deletes: with a retention by time, records
   * that waited too long for a catalog that is down would be lost.
   */
  public void trim(Duration keep) {
    Set<TopicPartition> partitions = partitions(topics());
    Map<TopicPartition, Long> committed = committed(taskGroup);
    Map<TopicPartition, Long> young =
        offsets(partitions, OffsetSpec.forTimestamp(Instant.now().minus(keep).toEpochMilli()));
    Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    committed.forEach(
        (partition, offset) -> {
          Long start = first.get(partition);
          Long firstYoung = young.getOrDefault(partition, -1L);
          long until = firstYoung < 0 ? offset : Math.min(offset, firstYoung);
          if (start != null && until > start) {
            deletions.put(partition, RecordsToDelete.beforeOffset(until));
          }
        });
    if (deletions.isEmpty()) {
      return;
    }
    try {
      admin.deleteRecords(deletions).all().get();
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }

  /** Whether the coordinator is past all ends. */
  static boolean pastAll(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed) {
    return ends.entrySet().stream()
        .allMatch(
            end ->
                end.getValue() == 0 || committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /**
   * Whether a record of the open ends becomes a row. The last offset of a topic often belongs to the marker of a transaction,
   * or to a tombstone, which the transforms drop: the sink never commits these, so offsets alone do not tell.
   */
  private boolean anyToLand(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> from) {
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(ends.keySet());
      List<TopicPartition> fromStart = new ArrayList<>();
      for (TopicPartition partition : ends.keySet()) {
        if (from.containsKey(partition)) {
          consumer.seek(partition, from.get(partition));
        } else {
          fromStart.add(partition);
        }
      }
      if (!fromStart.isEmpty()) {
        consumer.seekToBeginning(fromStart);
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(200))) {
          if (found.value() != null) {
            return true;
          }
        }
        if (ends.entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
          return false;
        }
      }
      return true;
    }
  }

  private Set<TopicPartition> partitions(Set<String> topics) {
    try {
      return admin.describeTopics(topics).allTopicNames().get().values().stream()
          .flatMap(Landing::partitionsOf)
          .collect(Collectors.toSet());
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static Stream<TopicPartition> partitionsOf(TopicDescription topic) {
    return topic.partitions().stream()
        .map(partition -> new TopicPartition(topic.name(), partition.partition()));
  }

  private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      admin
          .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get()
          .forEach((partition, found) -> offsets.put(partition, found.offset()));
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return offsets;
  }

  private Map<TopicPartition, Long> committed(String group) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      Map<TopicPartition, OffsetAndMetadata> stored =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      stored.forEach(
          (partition, offset) -> {
            if (offset != null) {
              offsets.put(partition, offset.offset());
            }
          });
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw failed(e);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return offsets;
  }

  private static boolean pauseUntil(long deadline) {
    if (System.nanoTime() > deadline) {
      return false;
    }
    try {
      Thread.sleep(200);
      return true;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException failed(ExecutionException e) {
    return new IllegalStateException("the broker refused: " + e.getCause().getMessage(), e);
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while asking the broker", e);
  }
}

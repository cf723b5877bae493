/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
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
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topics of a broker and their offsets. Every method waits for the broker's answer. */
final class Topics implements AutoCloseable {
  private final Admin admin;
  private final String bootstrapServers;

  Topics(String bootstrapServers) {
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    this.bootstrapServers = bootstrapServers;
  }

  void createIfMissing(NewTopic topic) {
    try {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("cannot create the topic " + topic.name(), e);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  Set<String> names() {
    return answer(admin.listTopics().names());
  }

  Set<TopicPartition> partitions(Set<String> topics) {
    return answer(admin.describeTopics(topics).allTopicNames()).values().stream()
        .flatMap(Topics::partitionsOf)
        .collect(Collectors.toSet());
  }

  /**
   * Offsets as they are, open transactions included: a transaction may be committed, and its end be
   * missing in some of its partitions for a moment.
   */
  Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    ListOffsetsOptions all = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
    answer(admin.listOffsets(wanted, all).all())
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  /** The committed offsets of a group; none if there is no such group. */
  Map<TopicPartition, Long> committed(String group) {
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

  void delete(Map<TopicPartition, RecordsToDelete> records) {
    answer(admin.deleteRecords(records).all());
  }

  /**
   * Whether a group is past all records that count before some ends. The last offset of a topic
   * often belongs to the marker of a transaction, which no consumer sees, so the records have to
   * tell. If they cannot be read in time, the answer is no.
   *
   * @param committed the offsets of the group; a partition that is not in it is read from its start
   * @param counts whether a record counts
   */
  boolean passed(
      Map<TopicPartition, Long> ends,
      Map<TopicPartition, Long> committed,
      Predicate<ConsumerRecord<byte[], byte[]>> counts) {
    Map<TopicPartition, Long> open = new HashMap<>(ends);
    open.entrySet().removeIf(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
    return open.isEmpty() || !any(open, committed, counts);
  }

  /**
   * Whether there is such a record. If the records cannot be read in time, the answer is yes.
   *
   * @param ends of the partitions to read
   * @param from where to begin; a partition that is not in it is read from its start
   */
  private boolean any(
      Map<TopicPartition, Long> ends,
      Map<TopicPartition, Long> from,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
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
          if (wanted.test(found)) {
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

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }

  private static Stream<TopicPartition> partitionsOf(TopicDescription topic) {
    return topic.partitions().stream()
        .map(partition -> new TopicPartition(topic.name(), partition.partition()));
  }

  private static <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException failed(ExecutionException e) {
    return new IllegalStateException("the broker refused: " + e.getCause().getMessage(), e);
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while waiting for the broker", e);
  }
}

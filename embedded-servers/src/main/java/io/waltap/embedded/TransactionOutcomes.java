/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;

/** How transactions ended, as the coordinator's log has it. */
final class TransactionOutcomes {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private record End(long producer, short epoch) {}

  private final Map<End, TransactionResult> outcomes = new HashMap<>();

  private TransactionOutcomes() {}

  /** Reads the whole log. */
  static TransactionOutcomes read(String bootstrapServers) throws IOException {
    TransactionOutcomes outcomes = new TransactionOutcomes();
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topic.TRANSACTION_STATE_TOPIC_NAME).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (record.value() != null) {
            outcomes.add(ByteBuffer.wrap(record.value()));
          }
        }
        if (System.nanoTime() > deadline) {
          throw new IOException("the transaction log cannot be read in " + PATIENCE);
        }
      }
    }
    return outcomes;
  }

  /**
   * How a transaction ended.
   *
   * @param epoch of its end
   */
  Optional<TransactionResult> of(long producer, short epoch) {
    return Optional.ofNullable(outcomes.get(new End(producer, epoch)));
  }

  private void add(ByteBuffer value) {
    short version = value.getShort();
    TransactionLogValue entry = new TransactionLogValue(new ByteBufferAccessor(value), version);
    End end = new End(entry.producerId(), entry.producerEpoch());
    switch (TransactionState.fromId(entry.transactionStatus())) {
      case PREPARE_COMMIT, COMPLETE_COMMIT -> outcomes.put(end, TransactionResult.COMMIT);
      case PREPARE_ABORT, COMPLETE_ABORT -> outcomes.put(end, TransactionResult.ABORT);
      default -> {
        // not an end
      }
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.embedded.EmbeddedKafka;
import io.waltap.embedded.FreePorts;
import io.waltap.embedded.LostMarkers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.coordinator.transaction.TransactionLog;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A transaction that has ended by the coordinator's log, and has no markers in its partitions: what
 * a broker that was killed at the wrong moment leaves.
 *
 * <p>Guards against: a worker that waits forever in its start, and committed rows that no reader
 * gets; aborted rows that readers get.
 */
class LostMarkersIT {
  private static final String ROWS = "rows";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"COMPLETE_COMMIT, COMMIT, committed by the log", "COMPLETE_ABORT, ABORT, "})
  void aTransactionWithoutMarkersEndsAsTheLogHasIt(
      TransactionState state, String outcome, String visible) throws Exception {
    List<Integer> ports = FreePorts.distinct(2);
    Path killed = directory.resolve("killed");
    try (EmbeddedKafka kafka = start(directory.resolve("kafka"), ports)) {
      createTopic(kafka.bootstrapServers());
      try (KafkaProducer<String, String> producer = producer(kafka.bootstrapServers(), "writer")) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(ROWS, "committed by the log")).get();
        log(kafka.bootstrapServers(), state);
        copy(directory.resolve("kafka"), killed);
      }
    }
    try (EmbeddedKafka kafka = start(killed, ports);
        KafkaProducer<String, String> other = producer(kafka.bootstrapServers(), "other")) {
      other.initTransactions();
      other.beginTransaction();
      other.send(new ProducerRecord<>(ROWS, "later")).get();

      assertThat(LostMarkers.write(kafka.bootstrapServers()))
          .singleElement()
          .asString()
          .startsWith(outcome + ": ")
          .endsWith(" in rows-0");

      other.commitTransaction(); // which was open, and is not touched
      assertThat(read(kafka.bootstrapServers()))
          .containsExactlyElementsOf(Stream.of(visible, "later").filter(Objects::nonNull).toList());
      assertThat(LostMarkers.write(kafka.bootstrapServers())).isEmpty();
    }
  }

  private static EmbeddedKafka start(Path directory, List<Integer> ports) {
    return EmbeddedKafka.builder(directory)
        .port(ports.get(0))
        .controllerPort(ports.get(1))
        .setting("transaction.state.log.num.partitions", "1")
        .start();
  }

  private static void createTopic(String bootstrapServers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(ROWS, 1, (short) 1))).all().get();
    }
  }

  private static KafkaProducer<String, String> producer(String bootstrapServers, String id) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrapServers, "transactional.id", id);
    return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
  }

  /** What the coordinator writes to its log when a transaction has ended. */
  private static void log(String bootstrapServers, TransactionState state) throws Exception {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            // the broker lets no other client write to internal topics
            "client.id",
            "__admin_client",
            "enable.idempotence",
            false);
    long producerId;
    short epoch;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      TransactionDescription described =
          admin.describeTransactions(List.of("writer")).all().get().get("writer");
      producerId = described.producerId();
      epoch = (short) described.producerEpoch();
    }
    TransactionLogValue value =
        new TransactionLogValue()
            .setProducerId(producerId)
            .setProducerEpoch((short) (epoch + 1))
            .setTransactionTimeoutMs(60_000)
            .setTransactionStatus(state.id())
            .setTransactionStartTimestampMs(System.currentTimeMillis())
            .setTransactionLastUpdateTimestampMs(System.currentTimeMillis())
            .setTransactionPartitions(List.of())
            .setClientTransactionVersion((short) 2);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topic.TRANSACTION_STATE_TOPIC_NAME,
                  0,
                  TransactionLog.keyToBytes("writer"),
                  MessageUtil.toVersionPrefixedBytes((short) 1, value)))
          .get();
    }
  }

  /** The files as a killed process leaves them. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            Path copy = to.resolve(from.relativize(file));
            try {
              Files.copy(file, copy);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    // the clone must not look as if it had been stopped
    try (Stream<Path> files = Files.walk(to)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .doesNotContain(".kafka_cleanshutdown");
    }
  }

  private static List<String> read(String bootstrapServers) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
    TopicPartition partition = new TopicPartition(ROWS, 0);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!values.contains("later") && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}

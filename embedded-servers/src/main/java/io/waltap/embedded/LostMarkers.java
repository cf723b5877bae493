/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;

/**
 * Writes the end markers of transactions that a killed broker has left without them.
 *
 * <p>A broker that is killed while a transaction ends has the outcome in its transaction log, and
 * writes the markers when it starts again. But the only broker of a cluster is without leaders for
 * a moment then, and Kafka 4.3 takes a partition without a leader for a deleted one ({@code
 * KRaftMetadataCache.getPartitionLeaderEndpoint}): it calls the transaction complete, and writes no
 * marker. Whoever reads committed records only then waits at these partitions forever; a Connect
 * worker waits in its start. {@code kafka-transactions.sh abort} would drop records that were
 * committed. This class writes what the transaction log says.
 */
public final class LostMarkers {
  private static final short TRANSACTION_VERSION = 2;
  private static final Duration BUSY = Duration.ofSeconds(30);
  private static final int TIMEOUT_MS = 30_000;
  private static final Set<TransactionState> ENDING =
      Set.of(
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT,
          TransactionState.PREPARE_EPOCH_FENCE);

  private final String bootstrapServers;
  private final Admin admin;

  private LostMarkers(String bootstrapServers, Admin admin) {
    this.bootstrapServers = bootstrapServers;
    this.admin = admin;
  }

  /** A transaction that is open in a partition. */
  private record Open(
      TopicPartition partition, long producer, int epoch, int coordinatorEpoch, long offset) {
    @Override
    public String toString() {
      return "producer " + producer + ", epoch " + epoch + " in " + partition;
    }
  }

  /**
   * Checks all partitions, and writes what is missing. To be called when the broker has started;
   * producers may be at work.
   *
   * @param bootstrapServers the address of the only broker, which takes requests without encryption
   * @return what was done, a line for each transaction and partition; usually none
   * @throws IOException if a marker cannot be written
   */
  public static List<String> write(String bootstrapServers)
      throws IOException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return new LostMarkers(bootstrapServers, admin).write();
    } catch (ExecutionException e) {
      throw new IOException("the broker refused: " + e.getCause().getMessage(), e);
    }
  }

  private List<String> write() throws IOException, InterruptedException, ExecutionException {
    Set<Open> left = left();
    if (left.isEmpty()) {
      return List.of();
    }
    List<String> done = new ArrayList<>();
    TransactionOutcomes outcomes = TransactionOutcomes.read(bootstrapServers);
    for (Open open : left) {
      // since version 2 of the protocol, the end of a transaction has the next epoch
      short end = (short) (open.epoch() + 1);
      Optional<TransactionResult> outcome = outcomes.of(open.producer(), end);
      if (outcome.isPresent()) {
        write(open, end, outcome.get());
      }
      done.add(outcome.map(TransactionResult::name).orElse("no outcome known") + ": " + open);
    }
    return done;
  }

  /** Open transactions that the coordinator has ended. */
  private Set<Open> left() throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + BUSY.toNanos();
    while (true) {
      Set<Open> before = open();
      if (before.isEmpty()) {
        return before;
      }
      Map<Long, TransactionState> states = states(before);
      // one that has ended in the meantime is not open a second time at the same offset
      Set<Open> left = new HashSet<>(open());
      left.retainAll(before);
      // a coordinator that is still loading lists nothing
      boolean ending =
          left.stream()
              .map(open -> states.get(open.producer()))
              .anyMatch(state -> state == null || ENDING.contains(state));
      if (!ending || System.nanoTime() > deadline) {
        left.removeIf(
            open -> {
              TransactionState state = states.get(open.producer());
              return state == null || state == TransactionState.ONGOING || ENDING.contains(state);
            });
        return left;
      }
      Thread.sleep(200);
    }
  }

  private Set<Open> open() throws InterruptedException, ExecutionException {
    Set<String> topics = admin.listTopics().names().get();
    Set<TopicPartition> partitions =
        admin.describeTopics(topics).allTopicNames().get().values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(info -> new TopicPartition(topic.name(), info.partition())))
            .collect(Collectors.toSet());
    DescribeProducersResult answer = admin.describeProducers(partitions);
    Set<Open> open = new HashSet<>();
    for (TopicPartition partition : partitions) {
      KafkaFuture<DescribeProducersResult.PartitionProducerState> producers =
          answer.partitionResult(partition);
      for (ProducerState producer : producers.get().activeProducers()) {
        producer
            .currentTransactionStartOffset()
            .ifPresent(
                offset ->
                    open.add(
                        new Open(
                            partition,
                            producer.producerId(),
                            producer.producerEpoch(),
                            producer.coordinatorEpoch().orElse(0),
                            offset)));
      }
    }
    return open;
  }

  private Map<Long, TransactionState> states(Set<Open> open)
      throws InterruptedException, ExecutionException {
    Set<Long> producers = open.stream().map(Open::producer).collect(Collectors.toSet());
    ListTransactionsOptions options = new ListTransactionsOptions().filterProducerIds(producers);
    return admin.listTransactions(options).all().get().stream()
        .collect(
            Collectors.toMap(
                TransactionListing::producerId, TransactionListing::state, (one, same) -> one));
  }

  private void write(Open open, short epoch, TransactionResult outcome) throws IOException {
    TxnMarkerEntry marker =
        new TxnMarkerEntry(
            open.producer(),
            epoch,
            open.coordinatorEpoch(),
            outcome,
            List.of(open.partition()),
            TRANSACTION_VERSION);
    Errors error = answer(marker).errorsByProducerId().get(open.producer()).get(open.partition());
    if (error != Errors.NONE) {
      throw new IOException("the end of the transaction of " + open + ": " + error.message());
    }
  }

  /** Kafka's clients have no call for this request, which brokers send each other. */
  private WriteTxnMarkersResponse answer(TxnMarkerEntry marker) throws IOException {
    short version = ApiKeys.WRITE_TXN_MARKERS.latestVersion();
    RequestHeader header = new RequestHeader(ApiKeys.WRITE_TXN_MARKERS, version, "waltap", 1);
    ByteBuffer request =
        new WriteTxnMarkersRequest.Builder(List.of(marker))
            .build(version)
            .serializeWithHeader(header);
    byte[] bytes = new byte[request.remaining()];
    request.get(bytes);
    int colon = bootstrapServers.lastIndexOf(':');
    InetSocketAddress address =
        new InetSocketAddress(
            bootstrapServers.substring(0, colon),
            Integer.parseInt(bootstrapServers.substring(colon + 1)));
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(address, TIMEOUT_MS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(bytes.length);
      out.write(bytes);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = in.readNBytes(in.readInt());
      return (WriteTxnMarkersResponse)
          AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
    }
  }
}

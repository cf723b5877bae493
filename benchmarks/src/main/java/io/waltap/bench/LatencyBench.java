/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Measures how long a change takes from its commit to a consumer, while changes come steadily and
 * at the same rate for all. Both clocks are this machine's. The converter is always JSON, where an
 * event has the time of its commit.
 */
final class LatencyBench {
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration STRAGGLERS = Duration.ofSeconds(60);
  private static final long START_POLL_MILLIS = 200;
  private static final long HEALTH_NANOS = 2_000_000_000L;

  private final BenchServers servers;
  private final BenchOptions options;
  private final Budget budget;
  private final Console console;

  LatencyBench(BenchServers servers, Budget budget, Console console) {
    this.servers = servers;
    this.options = servers.options();
    this.budget = budget;
    this.console = console;
  }

  /**
   * Measures all rounds.
   *
   * @param wanted events per second; there are more if there are more transactions
   */
  List<Latency> run(double wanted) throws SQLException, IOException, InterruptedException {
    // a transaction has at least one row
    double rate = Math.max(wanted, options.transactions());
    List<Contender> contenders =
        options.contenders().stream().filter(Contender::isConnector).toList();
    List<Latency> measured = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      for (int i = 0; i < contenders.size(); i++) {
        if (budget.spent()) {
          console.say("time is up; the remaining runs of latency are skipped");
          return measured;
        }
        Contender contender = contenders.get((i + round - 1) % contenders.size());
        try {
          Latency latency = measure(contender, round, rate);
          measured.add(latency);
          console.say(
              "latency, round "
                  + round
                  + ", "
                  + contender.label()
                  + ": median "
                  + Spread.of(List.of(latency.p50())).brief(1)
                  + " ms, p99 "
                  + Spread.of(List.of(latency.p99())).brief(1)
                  + " ms");
        } catch (RuntimeException | SQLException e) {
          console.say("latency of " + contender.label() + " FAILED: " + e.getMessage());
        }
      }
    }
    return measured;
  }

  private Latency measure(Contender contender, int round, double rate)
      throws SQLException, IOException, InterruptedException {
    Workload workload = Workload.ticks();
    String name = "l" + round + "_" + contender.key();
    List<String> topics = BenchTopics.names(name, workload.tables());
    servers.topics().create(topics);
    try (BenchDatabase database = BenchDatabase.create(servers.postgres(), workload, 1)) {
      database.createSlot(name);
      try (ConnectProcess worker = startWorker(name)) {
        worker.rest().create(name, connector(contender, database, name));
        awaitStart(new ConnectorWatch(worker, name), database);
        return consume(contender, round, rate, database, worker, name, topics.get(0));
      } finally {
        database.dropSlot(name);
      }
    } finally {
      servers.topics().delete(name);
    }
  }

  /**
   * @param name of the connector; the name of an exactly-once worker's group contains it, so that
   *     the group's topics are deleted together with the connector's topics
   */
  private ConnectProcess startWorker(String name) throws IOException, InterruptedException {
    return options.exactlyOnce()
        ? servers.startExactlyOnceWorker("bench-" + name)
        : servers.startWorker();
  }

  private Map<String, String> connector(Contender contender, BenchDatabase database, String name) {
    Map<String, String> properties =
        new TreeMap<>(servers.connector(contender, database, ValueFormat.JSON, name, "no_data"));
    if (options.exactlyOnce()) {
      properties.put("exactly.once.support", "required");
    }
    return properties;
  }

  private void awaitStart(ConnectorWatch connector, BenchDatabase database)
      throws SQLException, InterruptedException {
    SlotWatch slot = new SlotWatch(database, List.of(connector.name()));
    if (!connector.until(options.patience(), START_POLL_MILLIS, () -> slot.look() > 0)) {
      throw new IllegalStateException("the connector does not read its slot");
    }
  }

  private Latency consume(
      Contender contender,
      int round,
      double rate,
      BenchDatabase database,
      ConnectProcess worker,
      String name,
      String topic)
      throws SQLException, InterruptedException {
    long nanos = WARM_UP.plus(options.latencyTime()).toNanos();
    LongStream.Builder arrivals = LongStream.builder();
    LongStream.Builder micros = LongStream.builder();
    long received = 0;
    try (Connection session = servers.postgres().connect(database.name());
        KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      String table = Workload.ticks().tables().get(0);
      SteadyWriter writer = new SteadyWriter(session, table, rate, options.transactions(), nanos);
      Thread thread = new Thread(writer, "bench-writer");
      thread.start();
      try {
        long start = System.nanoTime();
        long deadline = start + nanos + STRAGGLERS.toNanos();
        long nextHealth = start + HEALTH_NANOS;
        while (thread.isAlive() || received < writer.written()) {
          for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofMillis(100))) {
            received++;
            long elapsed = System.nanoTime() - start;
            if (elapsed > WARM_UP.toNanos()) {
              arrivals.add(elapsed);
              micros.add(nowMicros() - SourceTime.micros(event.value()));
            }
          }
          if (System.nanoTime() - nextHealth > 0) {
            worker.requireHealthy(name);
            nextHealth = System.nanoTime() + HEALTH_NANOS;
          }
          if (System.nanoTime() - deadline > 0) {
            throw new IllegalStateException(
                received + " of " + writer.written() + " events arrived: the rate is too high");
          }
        }
      } finally {
        writer.stop();
        thread.join();
      }
      writer.requireHealthy();
      return Latency.of(
          contender,
          round,
          rate,
          writer.rate(),
          arrivals.build().toArray(),
          micros.build().toArray());
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.<String, Object>of(
            "bootstrap.servers",
            servers.bootstrapServers(),
            "enable.auto.commit",
            "false",
            "isolation.level",
            options.exactlyOnce() ? "read_committed" : "read_uncommitted"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}

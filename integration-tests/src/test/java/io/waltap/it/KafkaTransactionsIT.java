/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.PartitionReader;
import io.waltap.it.harness.PostgresServer;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's transactions end in time, and are few. */
final class KafkaTransactionsIT {
  /** Their rows are more than the sockets hold, so that a crash interrupts their delivery. */
  private static final int HUGE = 60_000;

  private static final int BATCH = 16;

  private static final int TRANSACTIONS_PER_SECOND = 500;
  private static final int ROWS = 3;

  /** How long the load lasts. A lag that grows is beyond the bound after 15 seconds. */
  private static final int LOAD_SECONDS = Integer.getInteger("lag.seconds", 5);

  /** Of the last row, after the load. It is generous, because machines differ. */
  private static final long LAG_MILLIS = 2000;

  private static ConnectWorker worker;

  @BeforeAll
  static void startWorker() {
    worker =
        ConnectWorker.start(
            "kafka-transactions",
            Servers.kafka(),
            Map.of(
                "exactly.once.source.support", "enabled",
                "group.id", "connect-kafka-transactions"));
  }

  @AfterAll
  static void stopWorker() {
    worker.close();
  }

  // Guards against: a Kafka transaction that stays open while the link is down, so that Kafka
  // aborts it and the task fails.
  @Test
  void whileTheLinkIsDownWhatWasDeliveredIsCommitted() {
    try (PostgresServer server =
            Servers.ownPostgres("kafka-transactions", Map.of("wal_level", "logical"));
        TestDatabase database = TestDatabase.create(server)) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY, filler text)");
      ConnectorConfig config =
          connectorBoundary(database)
              .with("producer.override.transaction.timeout.ms", "10000")
              .with("transaction.split.after.ms", "2000");
      try (Connector connector = worker.create(database, config)) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (0)");
        connector.topics().await("public.t", 1);
        String topic = database.prefix() + ".public.t";
        try (PartitionReader committed = PartitionReader.committed(Servers.kafka(), topic);
            PartitionReader all = PartitionReader.uncommitted(Servers.kafka(), topic)) {
          long before = all.end();
          database.execute(
              "INSERT INTO t SELECT g, repeat('x', 500) FROM generate_series(1, " + HUGE + ") g");
          await("first rows").atMost(Settings.patience()).until(() -> all.end() > before);
          server.stopImmediately();
          await("a commit while the server is down")
              .atMost(Settings.patience())
              .until(() -> committed.end() > before);
        }
        server.start();
        Set<Integer> ids = new TreeSet<>();
        AtomicInteger count = new AtomicInteger();
        connector
            .topics()
            .visit(
                "all rows",
                event -> {
                  ids.add(event.key().path("id").asInt());
                  count.incrementAndGet();
                },
                () -> ids.size() == HUGE);
        assertThat(count.get()).as("none twice").isEqualTo(HUGE);
        assertThat(connector.taskState()).isEqualTo("RUNNING");
      }
    }
  }

  // Guards against: a Kafka transaction that waits for the next record, because the last batch was
  // full, and no heartbeat comes.
  @Test
  void aTransactionOfWholeBatchesEndsWithoutAHeartbeat() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)");
      ConnectorConfig config = connectorBoundary(database).with("heartbeat.interval.ms", "0");
      try (Connector connector = worker.create(database, config)) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t SELECT generate_series(1, " + 4 * BATCH + ")");
        connector.topics().await("public.t", 4 * BATCH);
      }
    }
  }

  // Guards against: a Kafka transaction for each small PostgreSQL transaction, which are more than
  // Kafka can commit: the lag then grows as long as there is load.
  @ParameterizedTest
  @ValueSource(strings = {"poll", "connector"})
  void underSmallTransactionsTheLagIsSteady(String boundary) throws Exception {
    ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id serial PRIMARY KEY)");
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.t")
              .withoutSchemas()
              .with("transaction.boundary", boundary);
      try (Connector connector = worker.create(database, config);
          Connection session = database.connect();
          Statement statement = session.createStatement()) {
        connector.awaitStreaming();
        AtomicInteger written = new AtomicInteger();
        ScheduledFuture<?> writing =
            writer.scheduleAtFixedRate(
                () -> write(statement, written),
                0,
                TimeUnit.SECONDS.toMicros(1) / TRANSACTIONS_PER_SECOND,
                TimeUnit.MICROSECONDS);
        AtomicInteger seen = new AtomicInteger();
        int goal = TRANSACTIONS_PER_SECOND * ROWS * LOAD_SECONDS;
        connector
            .topics()
            .visit("the load", event -> seen.incrementAndGet(), () -> written.get() >= goal);
        writing.cancel(false);
        writer.shutdown();
        assertThat(writer.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        long end = System.nanoTime();
        connector
            .topics()
            .visit("the rest", event -> seen.incrementAndGet(), () -> seen.get() >= written.get());
        long lag = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - end);

        assertThat(lag).as("milliseconds after the last row").isLessThan(LAG_MILLIS);
      }
    } finally {
      writer.shutdownNow();
    }
  }

  private static void write(Statement statement, AtomicInteger written) {
    try {
      statement.execute(
          "INSERT INTO t SELECT nextval('t_id_seq') FROM generate_series(1, " + ROWS + ")");
      written.addAndGet(ROWS);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ConnectorConfig connectorBoundary(TestDatabase database) {
    return ConnectorConfig.of(database, "public.t")
        .withoutSchemas()
        .with("transaction.boundary", "connector")
        .with("max.batch.size", Integer.toString(BATCH))
        .with("max.queue.size", "64");
  }
}

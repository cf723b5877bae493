/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.PostgresServer;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL crashes and starts again while it is written to. The task connects again without help.
 */
final class ServerRestartIT {
  private static final int CRASHES = 2;
  private static final int ROWS_PER_TRANSACTION = 20;

  // Guards against: a task that fails, or hangs on a dead connection, when the server stops; rows
  // that are lost or invented around that time.
  @Test
  void theTaskRecoversWhenTheServerCrashes() {
    ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    try (PostgresServer server = Servers.ownPostgres("restart", Map.of("wal_level", "logical"));
        TestDatabase database = TestDatabase.create(server)) {
      database.execute("CREATE TABLE t (id bigserial PRIMARY KEY, v text)");
      try (Connector connector =
          Servers.connect()
              .create(database, ConnectorConfig.of(database, "public.t").withoutSchemas())) {
        connector.awaitStreaming();
        AtomicInteger written = new AtomicInteger();
        ScheduledFuture<?> writing =
            writer.scheduleWithFixedDelay(
                () -> write(database, written), 0, 20, TimeUnit.MILLISECONDS);
        Set<Long> delivered = new TreeSet<>();

        for (int crash = 1; crash <= CRASHES; crash++) {
          readUntil(connector, delivered, delivered.size() + 400);
          server.stopImmediately();
          await("the writer to fail").until(() -> written.getAndSet(0) == 0);
          server.start();
          await("the writer to write again")
              .atMost(Settings.patience())
              .until(() -> written.get() > 0);
        }
        readUntil(connector, delivered, delivered.size() + 400);
        writing.cancel(false);
        awaitTermination(writer);
        database.execute("INSERT INTO t VALUES (0, 'the end')");
        connector
            .topics()
            .visit(
                "the last row",
                event -> delivered.add(event.key().path("id").asLong()),
                () -> delivered.contains(0L));

        Set<Long> rows =
            database.texts("SELECT id FROM t").stream()
                .map(Long::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(delivered).isEqualTo(rows);
        assertThat(connector.taskState()).isEqualTo("RUNNING");
      }
    } finally {
      writer.shutdownNow();
    }
  }

  /** This fails while the server is down; the next turn tries again. */
  private static void write(TestDatabase database, AtomicInteger written) {
    try {
      database.execute(
          "INSERT INTO t (v) SELECT 'x' FROM generate_series(1, " + ROWS_PER_TRANSACTION + ")");
      written.addAndGet(ROWS_PER_TRANSACTION);
    } catch (IllegalStateException e) {
      written.set(0);
    }
  }

  private static void readUntil(Connector connector, Set<Long> delivered, int rows) {
    connector
        .topics()
        .visit(
            rows + " rows",
            event -> delivered.add(event.key().path("id").asLong()),
            () -> delivered.size() >= rows);
  }

  private static void awaitTermination(ScheduledExecutorService writer) {
    writer.shutdown();
    await("the writer to end").atMost(Duration.ofSeconds(30)).until(writer::isTerminated);
  }
}

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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operator stops the server with {@code pg_ctl stop -m fast} while the connector streams. */
final class FastShutdownIT {
  private static final Duration LONGEST = Duration.ofSeconds(20);

  // Guards against: a server that waits in its shutdown until the connector has confirmed
  // everything, which is minutes, or forever if no heartbeat comes.
  @Test
  void theServerStopsWithinSecondsAndNothingIsLost() {
    try (PostgresServer server = Servers.ownPostgres("fast", Map.of("wal_level", "logical"));
        TestDatabase database = TestDatabase.create(server)) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)");
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.t")
              .withoutSchemas()
              .with("heartbeat.interval.ms", "3600000");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t SELECT i FROM generate_series(1, 1000) AS i");
        connector.topics().await("public.t", 1000);

        stopFast(database);
        await("end of the server").atMost(LONGEST).until(() -> isDown(server));

        await("the server to answer")
            .atMost(Settings.patience())
            .until(
                () -> {
                  server.start();
                  return !isDown(server);
                });
        database.execute("INSERT INTO t VALUES (1001)");
        connector.topics().await("public.t", 1001);
        assertThat(connector.taskState()).isEqualTo("RUNNING");
      }
    }
  }

  /** Does what {@code pg_ctl} does; the command runs in the data directory. */
  private static void stopFast(TestDatabase database) {
    try {
      database.execute(
          "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null; kill -INT $(head -n 1 postmaster.pid)'");
    } catch (IllegalStateException e) {
      // the server ends this session, too
      assertThat(e).hasCauseInstanceOf(SQLException.class);
    }
  }

  /** A server that is shutting down still answers, with 57P03. */
  private static boolean isDown(PostgresServer server) {
    try (Connection connection =
        DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), server.password())) {
      return connection.isClosed();
    } catch (SQLException e) {
      return e.getSQLState() != null && e.getSQLState().startsWith("08");
    }
  }
}

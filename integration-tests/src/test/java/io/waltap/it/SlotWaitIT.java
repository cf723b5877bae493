/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A slot can be made only when all older transactions have ended. The connector is stopped while it
 * waits for one.
 *
 * <p>Guards against: a walsender, a thread and a slot that keeps WAL, left behind by each stop.
 */
final class SlotWaitIT {
  private static final Duration SOON = Duration.ofSeconds(15);

  private TestDatabase database;
  private Connection holder;

  @BeforeEach
  void openATransaction() throws SQLException {
    database = TestDatabase.create();
    database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    holder = database.connect();
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute("SELECT pg_current_xact_id()");
    }
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    holder.close();
    database.close();
  }

  @Test
  void nothingStaysAfterAStop() throws SQLException {
    try (Connector connector =
        Servers.connect().create(database, ConnectorConfig.of(database, "public.t"))) {
      awaitWalsenders(1);
      connector.stop();
      awaitNothing();
      connector.resume();
      awaitWalsenders(1);

      holder.rollback();
      connector.awaitStreaming();
      connector.topics().await("public.t", 1);
    }
  }

  @Test
  void nothingStaysAfterADelete() {
    Connector connector =
        Servers.connect().create(database, ConnectorConfig.of(database, "public.t"));
    awaitWalsenders(1);
    connector.close();
    awaitNothing();
  }

  // Guards against: the same for a table that is read while others stream.
  @Test
  void nothingStaysWhenANewTableWaits() throws SQLException {
    holder.rollback();
    ConnectorConfig config =
        ConnectorConfig.of(database, "public.t,public.u")
            .with("publication.autocreate.mode", "disabled")
            .with("table.discovery.interval.ms", "200");
    database.execute("CREATE PUBLICATION " + database.publication() + " FOR TABLE t");
    try (Connector connector = Servers.connect().create(database, config)) {
      connector.awaitStreaming();
      try (Statement statement = holder.createStatement()) {
        statement.execute("SELECT pg_current_xact_id()");
      }
      database.execute(
          "CREATE TABLE u (id int PRIMARY KEY)",
          "INSERT INTO u VALUES (1)",
          "ALTER PUBLICATION " + database.publication() + " ADD TABLE u");
      awaitWalsenders(2);
    }
    awaitWalsenders(0);
  }

  // Guards against: the same if the user's own statements take a role that may end no session.
  @Test
  void nothingStaysWhereSessionsTakeAnotherRole() {
    String role = "role_" + database.name();
    database.execute(
        "CREATE ROLE " + role + " REPLICATION",
        "GRANT SELECT ON t TO " + role,
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE t");
    ConnectorConfig config =
        ConnectorConfig.of(database, "public.t")
            .with("publication.autocreate.mode", "disabled")
            .with("database.initial.statements", "SET ROLE " + role);
    try (Connector connector = Servers.connect().create(database, config)) {
      awaitWalsenders(1);
      connector.stop();
      awaitNothing();
    } finally {
      database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
    }
  }

  private void awaitNothing() {
    awaitWalsenders(0);
    await("no slot").atMost(SOON).until(() -> database.slots().isEmpty());
  }

  private void awaitWalsenders(int count) {
    await(count + " walsenders")
        .atMost(SOON)
        .until(
            () ->
                database.number(
                        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'walsender'"
                            + " AND application_name = 'waltap/"
                            + database.prefix()
                            + "'")
                    == count);
  }
}

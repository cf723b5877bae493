/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Properties whose effect only the server sees, of one connector.
 *
 * <p>Guards against: a property that is accepted and has no effect.
 */
final class PropertiesIT {
  /** The first version whose pgoutput knows the parameter {@code origin}. */
  private static final int HAS_ORIGIN = 16;

  private static TestDatabase database;
  private static Connector connector;

  @BeforeAll
  static void createConnector() {
    database = TestDatabase.create();
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE sessions (application text)");
    boolean origin = database.server().major() >= HAS_ORIGIN;
    ConnectorConfig config =
        ConnectorConfig.of(database, "public.t")
            .withoutSchemas()
            .with("slot.stream.params", origin ? "origin=none" : "messages=true")
            .with("status.update.interval.ms", "200")
            .with("heartbeat.interval.ms", "0")
            .with(
                "database.initial.statements",
                "INSERT INTO public.sessions VALUES (current_setting('application_name'))");
    connector = Servers.connect().create(database, config);
    connector.awaitStreaming();
  }

  @AfterAll
  static void dropDatabase() {
    if (connector != null) {
      connector.close();
    }
    database.close();
  }

  @Test
  void initialStatementsRunInEachSession() {
    assertThat(
            database.number(
                "SELECT count(*) FROM sessions WHERE application = 'waltap/"
                    + database.prefix()
                    + "'"))
        .isGreaterThan(1);
  }

  @Test
  void streamParametersReachPgoutput() throws SQLException {
    assumeThat(database.server().major()).isGreaterThanOrEqualTo(HAS_ORIGIN);
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      String origin = "'" + database.prefix() + "'";
      statement.execute("SELECT pg_replication_origin_create(" + origin + ")");
      statement.execute("SELECT pg_replication_origin_session_setup(" + origin + ")");
      statement.execute("INSERT INTO t VALUES (1)");
      statement.execute("SELECT pg_replication_origin_session_reset()");
      statement.execute("SELECT pg_replication_origin_drop(" + origin + ")");
    }
    database.execute("INSERT INTO t VALUES (2)");

    Event first = connector.topics().await("public.t", 1).get(0);
    assertThat(first.after().path("id").asInt()).as("without an origin").isEqualTo(2);
  }

  // an idle link reports every 10 seconds by default
  @Test
  void theServerHearsFromAnIdleLinkAtTheStatusUpdateInterval() {
    Set<String> replies = new HashSet<>();
    await("20 reports")
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              replies.addAll(
                  database.texts(
                      "SELECT r.reply_time::text FROM pg_stat_replication r"
                          + " JOIN pg_replication_slots s ON s.active_pid = r.pid"
                          + " WHERE s.slot_name = '"
                          + database.slot()
                          + "'"));
              return replies.size() >= 20;
            });
  }
}

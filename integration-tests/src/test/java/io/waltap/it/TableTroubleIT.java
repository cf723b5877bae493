/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One table's trouble is its own: the others stream on, also after a restart. */
final class TableTroubleIT {

  // Guards against: a task that fails for good, since one table may not be read.
  @Test
  void aTableThatMayNotBeReadWaitsAndIsReadOnceItMay() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      String role = role(database);
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)",
          "GRANT SELECT ON a TO " + role,
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE a");
      try (Connector connector =
          Servers.connect().create(database, as(role, discovering(database)))) {
        connector.awaitStreaming();
        connector.awaitSnapshotStored(List.of("public.a"));
        database.execute(
            "CREATE TABLE b (id int PRIMARY KEY)",
            "INSERT INTO b VALUES (1)",
            "ALTER PUBLICATION " + database.publication() + " ADD TABLE b",
            "INSERT INTO a VALUES (1)");
        connector.topics().await("public.a", 1);
        connector.stop();
        connector.resume();
        database.execute("INSERT INTO a VALUES (2)", "INSERT INTO b VALUES (2)");
        connector.topics().await("public.a", 2);
        assertThat(connector.taskState()).isEqualTo("RUNNING");
        assertThat(operations(connector, "b")).doesNotContain("r");

        database.execute("GRANT SELECT ON b TO " + role);
        connector
            .topics()
            .awaitUntil("rows of b", () -> operations(connector, "b").endsWith("r1 r2"));
        connector.awaitSnapshotStored(List.of("public.b"));
        database.execute("INSERT INTO b VALUES (3)");
        connector
            .topics()
            .awaitUntil("changes of b", () -> operations(connector, "b").endsWith("c3"));
        // a restart cannot know that nothing was delivered: it delivers changes before the rows
        assertThat(operations(connector, "b")).endsWith("r1 r2 c3");
        assertThat(operations(connector, "a")).isEqualTo("c1 c2");
      } finally {
        database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
      }
    }
  }

  // Guards against: rows that a policy hides and that are silently missing, or a task that fails.
  @Test
  void aTableWithRowLevelSecurityWaits() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      String role = role(database);
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)",
          "CREATE TABLE b (id int PRIMARY KEY)",
          "INSERT INTO b VALUES (1)",
          "ALTER TABLE b ENABLE ROW LEVEL SECURITY",
          "GRANT SELECT ON a, b TO " + role,
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE a");
      try (Connector connector =
          Servers.connect().create(database, as(role, discovering(database)))) {
        connector.awaitStreaming();
        database.execute(
            "ALTER PUBLICATION " + database.publication() + " ADD TABLE b",
            "INSERT INTO a VALUES (1)");
        connector.topics().await("public.a", 1);
        connector.stop();
        connector.resume();
        database.execute("INSERT INTO a VALUES (2)");
        connector.topics().await("public.a", 2);
        assertThat(operations(connector, "b")).isEmpty();

        database.execute("ALTER TABLE b DISABLE ROW LEVEL SECURITY");
        connector.topics().await("public.b", 1);
        assertThat(operations(connector, "b")).isEqualTo("r1");
      } finally {
        database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
      }
    }
  }

  // Guards against: a lock on one table that keeps the changes of all others, or a start.
  @Test
  void aLockedTableHoldsUpNeitherAStartNorTheStreamOfOthers() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, n int DEFAULT 5)",
          "CREATE TABLE u (id int PRIMARY KEY)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE t, u");
      try (Connection locker = database.connect();
          Statement session = locker.createStatement();
          Connector connector = Servers.connect().create(database, discovering(database))) {
        locker.setAutoCommit(false);
        connector.awaitStreaming();
        connector.awaitSnapshotStored(List.of("public.t", "public.u"));
        connector.stop();
        database.execute("INSERT INTO t VALUES (1)", "INSERT INTO u VALUES (1)");
        session.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        connector.resume();
        connector.topics().await("public.u", 1);
        connector.topics().await("public.t", 1); // its rows need not be read

        locker.commit();
        assertThat(operations(connector, "t")).isEqualTo("c1");
        assertThat(operations(connector, "u")).isEqualTo("c1");
      }
    }
  }

  // Guards against: a task that fails, since a new table is gone or another when it is read.
  @Test
  void aTableThatIsDroppedOrAlteredBeforeItIsReadStopsNothing() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE a");
      try (Connector connector = Servers.connect().create(database, discovering(database));
          Connection holder = database.connect();
          Statement session = holder.createStatement()) {
        connector.awaitStreaming();
        connector.awaitSnapshotStored(List.of("public.a"));
        holder.setAutoCommit(false);
        session.execute("SELECT pg_current_xact_id()"); // no slot can be made before it ends
        database.execute(
            "CREATE TABLE dropped (id int PRIMARY KEY)",
            "INSERT INTO dropped VALUES (1)",
            "CREATE TABLE altered (id int PRIMARY KEY, x int)",
            "INSERT INTO altered VALUES (1, 1)",
            "ALTER PUBLICATION " + database.publication() + " ADD TABLE dropped, altered");
        awaitText(
            database,
            "SELECT count(*)::text FROM pg_replication_slots WHERE slot_name LIKE '"
                + database.slot()
                + "_tmp%'",
            "1");
        database.execute(
            "DROP TABLE dropped", "ALTER TABLE altered DROP COLUMN x", "INSERT INTO a VALUES (1)");
        connector.topics().await("public.a", 1);
        holder.commit();

        connector.topics().await("public.altered", 1);
        connector.awaitSnapshotStored(List.of("public.altered"));
        database.execute("INSERT INTO a VALUES (2)", "INSERT INTO altered VALUES (2)");
        connector.topics().await("public.altered", 2);
        assertThat(operations(connector, "altered")).isEqualTo("r1 c2");
        connector.topics().await("public.a", 2);
        assertThat(connector.taskState()).isEqualTo("RUNNING");
      }
    }
  }

  // Guards against: changes of two tables in one topic.
  @Test
  void aTableWhoseTopicIsTakenWaitsUntilTheOtherIsGone() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE \"a$\" (id int PRIMARY KEY)",
          "CREATE TABLE u (id int PRIMARY KEY)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE \"a$\", u");
      try (Connector connector = Servers.connect().create(database, discovering(database))) {
        connector.awaitStreaming();
        connector.awaitSnapshotStored(List.of("public.a$", "public.u"));
        database.execute(
            "CREATE TABLE \"a#\" (id int PRIMARY KEY)",
            "INSERT INTO \"a#\" VALUES (11)",
            "ALTER PUBLICATION " + database.publication() + " ADD TABLE \"a#\"",
            "INSERT INTO \"a#\" VALUES (12)",
            "INSERT INTO \"a$\" VALUES (1)",
            "INSERT INTO u VALUES (1)");
        connector.topics().await("public.u", 1);
        connector.topics().await("public.a_", 1);
        assertThat(operations(connector, "a_")).isEqualTo("c1");

        database.execute("DROP TABLE \"a$\"", "INSERT INTO \"a#\" VALUES (13)");
        connector.topics().await("public.a_", 4);
        assertThat(operations(connector, "a_")).isEqualTo("c1 r11 r12 r13");
      }
    }
  }

  // Guards against: a value that ends each stream of the slot, without a word of what to do.
  @Test
  void ofAValueThatTheServerCannotSendTheTaskSaysThatOnlyANewSlotPassesIt() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)",
          "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
      try (Connector connector = Servers.connect().create(database, discovering(database))) {
        connector.awaitStreaming();
        connector.awaitSnapshotStored(List.of("public.a"));
        database.execute("CREATE TABLE x (acl aclitem[])", "INSERT INTO x VALUES ('{}')");

        assertThat(connector.awaitFailed())
            .contains(database.slot())
            .contains("aclitem")
            .contains("Only a new slot")
            .contains("when_needed");
      }
    }
  }

  // Guards against: a start, or a stream, that waits for the row filter of a table that is locked.
  @Test
  void aLockedTableWithARowFilterHoldsUpNeitherAStartNorTheStreamOfOthers() throws Exception {
    assumeThat(Settings.defaultMajor()).as("servers that filter rows").isGreaterThanOrEqualTo(15);
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "CREATE TABLE u (id int PRIMARY KEY)",
          "INSERT INTO t VALUES (1), (101)",
          "CREATE PUBLICATION "
              + database.publication()
              + " FOR TABLE t WHERE (id > 100), TABLE u");
      try (Connection locker = database.connect();
          Statement session = locker.createStatement();
          Connector connector = Servers.connect().create(database, discovering(database))) {
        locker.setAutoCommit(false);
        connector.awaitStreaming();
        connector.awaitSnapshotStored(List.of("public.t", "public.u"));
        connector.stop();
        // it is to be read again
        assertThat(
                connector.patchOffset(
                    Map.of("server", database.prefix(), "table", "public.t"), null))
            .isNull();
        database.execute("INSERT INTO u VALUES (1)");
        session.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        connector.resume();
        connector.topics().await("public.u", 1);
        assertThat(operations(connector, "t")).isEqualTo("r101");

        locker.commit();
        connector.topics().await("public.t", 2);
        assertThat(operations(connector, "t")).isEqualTo("r101 r101");
      }
    }
  }

  /** A role that may replicate, and nothing else. */
  private static String role(TestDatabase database) {
    String role = "reader_" + database.name();
    database.execute("CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'reader'");
    return role;
  }

  private static ConnectorConfig as(String role, ConnectorConfig config) {
    return config.with("database.user", role).with("database.password", "reader");
  }

  private static void awaitText(TestDatabase database, String query, String expected) {
    await(query).atMost(Settings.patience()).until(() -> database.text(query).equals(expected));
  }

  private static ConnectorConfig discovering(TestDatabase database) {
    return ConnectorConfig.of(database, "public\\..*")
        .with("publication.autocreate.mode", "disabled")
        .with("table.discovery.interval.ms", "500")
        .with("reconnect.backoff.ms", "200")
        .with("reconnect.backoff.max.ms", "1000");
  }

  private static String operations(Connector connector, String table) {
    connector.topics().readOn();
    return connector.topics().of("public." + table).stream()
        .map(event -> event.op() + event.key().path("id").asInt())
        .collect(Collectors.joining(" "));
  }
}

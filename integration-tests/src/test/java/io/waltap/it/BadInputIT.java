/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.embedded.FreePorts;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.PostgresServer;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Mistakes of an operator. {@code PUT /connector-plugins/.../config/validate} reports each at the
 * property that causes it, with a remedy and without a stack trace.
 */
final class BadInputIT {
  private TestDatabase database;

  @BeforeEach
  void createDatabase() {
    database = TestDatabase.create();
    database.execute("CREATE TABLE t (id int PRIMARY KEY)");
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  // Guards against: errors in a configuration that has none; the other tests would then prove
  // little.
  @Test
  void aGoodConfigurationHasNoErrors() {
    assertThat(Servers.connect().validate(config())).isEmpty();
  }

  // Guards against: "the connection attempt failed" at the host property, for a wrong password.
  @Test
  void aWrongPassword() {
    assertError(
        config().with("database.password", "not-the-password"),
        "database.password",
        "password",
        database.server().user());
  }

  // Guards against: a message that contains the password.
  @Test
  void aWrongPasswordIsNotShown() {
    assertThat(errors(config().with("database.password", "tell-nobody"), "database.password"))
        .noneMatch(error -> error.contains("tell-nobody"));
  }

  // Guards against: an error at the host property for a database that does not exist.
  @Test
  void noSuchDatabase() {
    assertError(
        config().with("database.dbname", "nowhere"), "database.dbname", "nowhere", "no database");
  }

  // Guards against: an error at the host property for a wrong port.
  @Test
  void nobodyListens() {
    String port = Integer.toString(FreePorts.one());
    assertError(config().with("database.port", port), "database.port", port);
  }

  // Guards against: a server without logical decoding that is found only when the slot is created.
  @Test
  void aServerWithoutLogicalDecoding() {
    try (PostgresServer server = Servers.ownPostgres("replica", Map.of("wal_level", "replica"));
        TestDatabase undecodable = TestDatabase.create(server)) {
      undecodable.execute("CREATE TABLE t (id int PRIMARY KEY)");
      assertError(
          ConnectorConfig.of(undecodable, "public.t"),
          "database.hostname",
          "wal_level is replica",
          "ALTER SYSTEM SET wal_level = logical");
    }
  }

  // Guards against: a missing publication that is found only by the stream.
  @Test
  void noSuchPublication() {
    assertError(
        config().with("publication.autocreate.mode", "disabled"),
        "publication.name",
        database.publication(),
        "CREATE PUBLICATION");
  }

  // Guards against: a snapshot that fails at the tenth table, hours after the start.
  @Test
  void aTableWithoutPrivilege() {
    String role = "reader_of_" + database.name();
    database.execute(
        "CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'secret'",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE t");
    try {
      assertError(
          config()
              .with("database.user", role)
              .with("database.password", "secret")
              .with("publication.autocreate.mode", "disabled"),
          "table.include.list",
          "GRANT SELECT ON",
          role);
    } finally {
      database.execute("DROP ROLE " + role);
    }
  }

  // Guards against: a role that may connect but not replicate, found only by the stream.
  @Test
  void aRoleWithoutReplication() {
    String role = "plain_of_" + database.name();
    database.execute(
        "CREATE ROLE " + role + " LOGIN PASSWORD 'secret'",
        "GRANT SELECT ON t TO " + role,
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE t");
    try {
      assertError(
          config()
              .with("database.user", role)
              .with("database.password", "secret")
              .with("publication.autocreate.mode", "disabled"),
          "database.user",
          "ALTER ROLE",
          "REPLICATION");
    } finally {
      database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
    }
  }

  // Guards against: two readers that take turns at one slot, so that each misses the changes of the
  // other.
  @Test
  void aSlotInUse() throws SQLException {
    database.execute(
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE t",
        "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    try (SlotHolder holder = new SlotHolder(database)) {
      assertError(config(), "slot.name", "in use", holder.pid(), "another name");
    }
  }

  // Guards against: two connectors with one slot, such as the default, that end each other's
  // stream.
  @Test
  void aSlotOfAnotherConnector() {
    try (Connector connector = Servers.connect().create(database, config())) {
      connector.awaitStreaming();

      assertError(
          config()
              .with("topic.prefix", "another_" + database.prefix())
              .with("publication.autocreate.mode", "disabled"),
          "slot.name",
          "in use");
    }
  }

  // Guards against: output of another plugin in our decoder.
  @Test
  void aSlotOfAnotherPlugin() {
    database.execute(
        "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'test_decoding')");
    assertError(config(), "slot.name", "test_decoding", "pgoutput", "another name");
  }

  // Guards against: a physical slot of a standby used as our slot.
  @Test
  void aPhysicalSlot() {
    database.execute("SELECT pg_create_physical_replication_slot('" + database.slot() + "')");
    try {
      assertError(config(), "slot.name", "physical", "another name");
    } finally {
      database.execute("SELECT pg_drop_replication_slot('" + database.slot() + "')");
    }
  }

  // Guards against: a slot of another database, whose changes are not about these tables.
  @Test
  void aSlotOfAnotherDatabase() {
    try (TestDatabase other = TestDatabase.create()) {
      other.execute(
          "SELECT pg_create_logical_replication_slot('" + other.slot() + "', 'pgoutput')");
      assertError(config().with("slot.name", other.slot()), "slot.name", other.name());
    }
  }

  // Guards against: a wrong slot name that is found only when the server refuses it.
  @Test
  void anInvalidSlotName() {
    assertError(config().with("slot.name", "My-Slot"), "slot.name", "My-Slot", "lower");
  }

  // Guards against: a PatternSyntaxException from inside the task.
  @Test
  void anImpossibleRegex() {
    assertError(
        config().with("table.include.list", "public.(t"), "table.include.list", "public.(t");
  }

  // Guards against: a list that matches no table, so that the connector is idle forever and says
  // nothing.
  @Test
  void noTableIsIncluded() {
    assertError(
        config().with("table.include.list", "public.nothing"), "table.include.list", "included");
  }

  // Guards against: changes of two tables in one topic, which no consumer can tell apart.
  @Test
  void twoTablesThatWouldShareATopic() {
    database.execute(
        "CREATE TABLE \"a$\" (id int PRIMARY KEY)", "CREATE TABLE \"a#\" (id int PRIMARY KEY)");
    ConnectorConfig both = config().with("table.include.list", "public\\.a.");

    assertError(
        both,
        "table.include.list",
        "\"public\".\"a$\"",
        "\"public\".\"a#\"",
        "topic.name.escape=true");
    assertThat(Servers.connect().validate(both.with("topic.name.escape", "true"))).isEmpty();
  }

  // Guards against: two tables that share a stored position, so that one of them loses changes.
  @Test
  void twoTablesWithOneNameWithoutQuotes() {
    database.execute(
        "CREATE SCHEMA \"a.b\"",
        "CREATE SCHEMA a",
        "CREATE TABLE \"a.b\".c (id int PRIMARY KEY)",
        "CREATE TABLE a.\"b.c\" (id int PRIMARY KEY)");

    assertError(
        config().with("table.include.list", "a\\.b\\.c"),
        "table.include.list",
        "\"a.b\".\"c\"",
        "\"a\".\"b.c\"");
  }

  // Guards against: half a key, so that different rows share it.
  @Test
  void aColumnOfTheKeyIsNotPublished() {
    Assumptions.assumeThat(Settings.defaultMajor()).isGreaterThanOrEqualTo(15);
    database.execute(
        "CREATE TABLE half (tenant int, id int, v int, PRIMARY KEY (tenant, id))",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE half (tenant, v)");
    ConnectorConfig half =
        ConnectorConfig.of(database, "public.half").with("publication.autocreate.mode", "disabled");

    assertError(half, "message.key.columns", "\"half\".\"id\"");
    assertThat(Servers.connect().validate(half.with("message.key.columns", "public.half:tenant,v")))
        .isEmpty();
  }

  // Guards against: a statement that is found wrong only when the snapshot runs it, hours later.
  @Test
  void aStatementForTheSnapshotThatCannotBeRun() {
    String key = "snapshot.select.statement.overrides";
    ConnectorConfig overridden = config().with(key, "public.t");
    String statement = key + ".public.t";

    assertError(overridden.with(statement, "SELECT * FROM t WHERE id >"), statement, "syntax");
    assertError(overridden.with(statement, "SELECT * FROM t FOR SHARE"), statement, "read-only");
  }

  // Guards against: a semicolon or a comment at the end of a good statement that breaks it.
  @Test
  void aStatementForTheSnapshotMayEndWithASemicolonOrAComment() {
    String key = "snapshot.select.statement.overrides";
    ConnectorConfig overridden = config().with(key, "public.t");

    for (String statement : List.of("SELECT * FROM t ;", "SELECT * FROM t -- all rows")) {
      assertThat(Servers.connect().validate(overridden.with(key + ".public.t", statement)))
          .isEmpty();
    }
  }

  // Guards against: a task that fails because the broker refuses records without a key.
  @Test
  void aCompactedTopicOfATableWithoutAKey() {
    String key = "topic.creation.default.cleanup.policy";
    database.execute(
        "CREATE TABLE keyless (v int)",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE keyless");
    ConnectorConfig compacted =
        ConnectorConfig.of(database, "public.keyless")
            .with("publication.autocreate.mode", "disabled")
            .with("topic.creation.default.replication.factor", "1")
            .with("topic.creation.default.partitions", "1")
            .with(key, "compact");

    assertError(compacted, key, "\"keyless\"", "message.key.columns");
    ConnectorConfig keyed = compacted.with("message.key.columns", "public.keyless:v");
    assertThat(Servers.connect().validate(keyed)).isEmpty();
    assertError(keyed.with("skipped.operations", "none"), "skipped.operations", "TRUNCATE");
  }

  // Guards against: a required property that is missing, shown only as a null somewhere.
  @Test
  void aMissingProperty() {
    assertThat(errors(config().with("database.hostname", ""), "database.hostname")).isNotEmpty();
  }

  // Guards against: a running connector that counts as the other reader of its own slot, so that
  // its configuration cannot be changed.
  @Test
  void aRunningConnectorCanBeReconfigured() {
    try (Connector connector = Servers.connect().create(database, config())) {
      connector.awaitStreaming();
      assertThat(Servers.connect().validate(config())).isEmpty();
      connector.reconfigure(config().with("poll.interval.ms", "100"));
      database.execute("INSERT INTO t VALUES (1)");

      assertThat(connector.topics().await("public.t", 1)).hasSize(1);
    }
  }

  private ConnectorConfig config() {
    return ConnectorConfig.of(database, "public.t");
  }

  private static List<String> errors(ConnectorConfig config, String property) {
    return Servers.connect().validate(config).getOrDefault(property, List.of());
  }

  /** Only this property has errors, and one of its errors contains all these texts. */
  private static void assertError(ConnectorConfig config, String property, String... saying) {
    Map<String, List<String>> errors = Servers.connect().validate(config);
    assertThat(errors).containsOnlyKeys(property);
    assertThat(errors.get(property)).anySatisfy(error -> assertThat(error).contains(saying));
    assertThat(errors.get(property))
        .allSatisfy(
            error ->
                assertThat(error)
                    .doesNotContain("Exception", "\tat ", "at io.waltap", "at org.postgresql"));
  }
}

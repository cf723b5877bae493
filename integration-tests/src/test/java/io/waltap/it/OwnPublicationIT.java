/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whose publication it is, and what the connector does with it. The application's statements work
 * as before.
 */
final class OwnPublicationIT {

  // Guards against: tables of which nobody wanted a copy, captured because the role may alter the
  // publication; tables taken out of a publication that others read.
  @Test
  void aPublicationThatSomeoneElseHasMadeIsReadAsItIs() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)",
          "CREATE TABLE b (id int PRIMARY KEY)",
          "CREATE TABLE secret (id int PRIMARY KEY)",
          "INSERT INTO secret VALUES (1)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE a, b");
      ConnectorConfig all = ConnectorConfig.of(database, "");
      try (Connector connector = Servers.connect().create(database, all)) {
        connector.awaitStreaming();
        database.execute("INSERT INTO secret VALUES (2)", "INSERT INTO a VALUES (1)");
        connector.topics().await("public.a", 1);
        assertThat(listed(database)).containsExactly("a", "b");

        connector.reconfigure(ConnectorConfig.of(database, "public.a"));
        connector.awaitStreaming();
        database.execute("INSERT INTO a VALUES (2)");
        connector.topics().await("public.a", 2);
        assertThat(listed(database)).containsExactly("a", "b");
        assertThat(connector.topics().of("public.secret")).isEmpty();
      }
    }
  }

  // Guards against: a table that the user named, and that is missing without a word; a remedy that
  // does not work.
  @Test
  void aNamedTableThatItLacksIsAnErrorUntilItIsHandedOver() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)",
          "CREATE TABLE b (id int PRIMARY KEY)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE a");
      ConnectorConfig config = ConnectorConfig.of(database, "public.a,public.b");
      List<String> errors = Servers.connect().validate(config).get("table.include.list");
      assertThat(errors).singleElement().asString().contains("\"public\".\"b\"", "ADD TABLE");

      String text = errors.get(0);
      int begin = text.indexOf("COMMENT ON PUBLICATION");
      database.execute(text.substring(begin, text.indexOf(';', begin)));
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        assertThat(listed(database)).containsExactly("a", "b");
        connector.reconfigure(ConnectorConfig.of(database, "public.b"));
        await("a publication of b alone")
            .atMost(Settings.patience())
            .until(() -> listed(database).equals(List.of("b")));
        connector.awaitStreaming();
        database.execute("INSERT INTO b VALUES (1)");
        connector.topics().await("public.b", 1);
      }
    }
  }

  // Guards against: two connectors that take the tables out of each other's publication.
  @Test
  void thePublicationOfAnotherConnectorIsRefused() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)", "CREATE TABLE b (id int PRIMARY KEY)");
      ConnectorConfig one = ConnectorConfig.of(database, "public.a");
      try (Connector connector = Servers.connect().create(database, one)) {
        connector.awaitStreaming();
        ConnectorConfig two =
            ConnectorConfig.of(database, "public.b")
                .with("topic.prefix", database.prefix() + "b")
                .with("slot.name", database.slot() + "_b");
        Map<String, List<String>> errors = Servers.connect().validate(two);
        assertThat(errors).containsOnlyKeys("publication.name");
        assertThat(errors.get("publication.name"))
            .singleElement()
            .asString()
            .contains(database.prefix(), "another publication.name");
        assertThat(Servers.connect().validate(two.with("publication.name", "other"))).isEmpty();
      }
    }
  }

  // Guards against: an application whose UPDATE and DELETE fail from the moment of the connector's
  // start.
  @Test
  void tablesWithoutIdentityAreLeftOut() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)",
          "CREATE TABLE nokey (v int)",
          "CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE)",
          "INSERT INTO nokey VALUES (1)",
          "INSERT INTO deferred VALUES (1)");
      ConnectorConfig config = ConnectorConfig.of(database, "public\\..*");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        database.execute(
            "UPDATE nokey SET v = 2", "DELETE FROM deferred", "INSERT INTO a VALUES (1)");
        connector.topics().await("public.a", 1);
        assertThat(listed(database)).containsExactly("a");
      }
    }
  }

  // Guards against: the same by a new publication FOR ALL TABLES, Debezium's default.
  @Test
  void aPublicationForAllTablesIsNotMadeWhileATableHasNoIdentity() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE a (id int PRIMARY KEY)");
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.a")
              .with("publication.autocreate.mode", "all_tables");
      assertThat(Servers.connect().validate(config)).isEmpty();

      database.execute("CREATE SCHEMA other", "CREATE TABLE other.nokey (v int)");
      Map<String, List<String>> errors = Servers.connect().validate(config);
      assertThat(errors).containsOnlyKeys("publication.name");
      assertThat(errors.get("publication.name"))
          .singleElement()
          .asString()
          .contains("ALTER TABLE \"other\".\"nokey\" REPLICA IDENTITY FULL");
      assertThat(
              Servers.connect()
                  .validate(config.with("publication.tables.without.identity", "publish")))
          .isEmpty();
    }
  }

  // Guards against: UPDATE and DELETE that fail since PostgreSQL 18, because the publication does
  // not send a generated column of the replica identity.
  @Test
  void generatedColumnsOfAnIdentityArePublishedOrTheTableIsLeftOut() {
    try (TestDatabase database = TestDatabase.create(Servers.postgres(18))) {
      database.execute(
          "CREATE TABLE g (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2) STORED)",
          "CREATE TABLE h (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL)",
          "ALTER TABLE g REPLICA IDENTITY FULL",
          "ALTER TABLE h REPLICA IDENTITY FULL",
          "INSERT INTO g VALUES (1, 1)",
          "INSERT INTO h VALUES (1, 1)");
      try (Connector connector =
          Servers.connect().create(database, ConnectorConfig.of(database, "public.[gh]"))) {
        connector.awaitStreaming();
        assertThat(listed(database)).containsExactly("g");
        database.execute("UPDATE g SET a = 2", "DELETE FROM h");

        Event update = connector.topics().await("public.g", 2).get(1);
        assertThat(update.op()).isEqualTo("u");
        assertThat(update.after().path("b").asInt()).isEqualTo(4);
      }
    }
  }

  // Guards against: a role that may read the captured columns only, and is refused.
  @Test
  void grantsOnTheCapturedColumnsAreEnough() {
    try (TestDatabase database = TestDatabase.create(Servers.postgres(18))) {
      String role = "columns_of_" + database.name();
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, name text, secret text)",
          "INSERT INTO t SELECT g, 'n', 's' FROM generate_series(1, 1000) g",
          "CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'secret'",
          "GRANT SELECT (id) ON t TO " + role,
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE t (id, name)");
      try {
        ConnectorConfig config =
            ConnectorConfig.of(database, "public.t")
                .with("database.user", role)
                .with("database.password", "secret")
                .with("publication.autocreate.mode", "disabled")
                .with("snapshot.strategy", "incremental");
        assertThat(Servers.connect().validate(config).get("table.include.list"))
            .singleElement()
            .asString()
            .contains("GRANT SELECT (\"name\") ON \"public\".\"t\"");

        database.execute("GRANT SELECT (name) ON t TO " + role);
        assertThat(Servers.connect().validate(config)).isEmpty();
        try (Connector connector = Servers.connect().create(database, config)) {
          List<Event> events = connector.topics().await("public.t", 1000);
          assertThat(events).extracting(Event::op).containsOnly("r");
        }
      } finally {
        database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
      }
    }
  }

  private static List<String> listed(TestDatabase database) {
    return database.texts(
        "SELECT tablename FROM pg_publication_tables WHERE pubname = '"
            + database.publication()
            + "' ORDER BY 1");
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Json;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tables that change while they are streamed. Each event has the schema of its own moment, and the
 * stream is not interrupted.
 */
final class SchemaChangeIT {

  // Guards against: values under the wrong column, or a restart, after DDL.
  @Test
  void columnsAreAddedDroppedRenamedAndRetypedBetweenTransactions() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY, v text)");
      try (Connector connector = create(database)) {
        connector.awaitStreaming();
        String pid = database.streamingPid();
        database.execute(
            "INSERT INTO t VALUES (1, 'a')",
            "ALTER TABLE t ADD COLUMN n int DEFAULT 5",
            "INSERT INTO t VALUES (2, 'b', 7)",
            "ALTER TABLE t DROP COLUMN v",
            "INSERT INTO t VALUES (3, 1)",
            "ALTER TABLE t RENAME n TO m",
            "INSERT INTO t VALUES (4, 2)",
            "ALTER TABLE t ALTER m TYPE bigint",
            "INSERT INTO t VALUES (5, 3000000000)",
            "ALTER TABLE t ALTER m TYPE text USING m::text",
            "INSERT INTO t VALUES (6, 'six')");

        List<Event> events = connector.topics().await("public.t", 6);
        assertThat(events)
            .extracting(Event::after)
            .containsExactly(
                Json.parse("{\"id\": 1, \"v\": \"a\"}"),
                Json.parse("{\"id\": 2, \"v\": \"b\", \"n\": 7}"),
                Json.parse("{\"id\": 3, \"n\": 1}"),
                Json.parse("{\"id\": 4, \"m\": 2}"),
                Json.parse("{\"id\": 5, \"m\": 3000000000}"),
                Json.parse("{\"id\": 6, \"m\": \"six\"}"));
        assertThat(events)
            .extracting(event -> String.join(",", event.columns().keySet()))
            .containsExactly("id,v", "id,v,n", "id,n", "id,m", "id,m", "id,m");
        assertThat(events.subList(3, 6))
            .extracting(event -> event.columns().get("m").path("type").asText())
            .containsExactly("int32", "int64", "string");
        assertThat(database.streamingPid()).as("no restart").isEqualTo(pid);
      }
    }
  }

  // Guards against: a task that can never start again, because the catalog says NOT NULL and the
  // WAL still has older rows with NULL.
  @Test
  void aColumnThatBecameNotNullMayBeNullInTheLog() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY, v text, w int)");
      try (Connector connector = create(database)) {
        connector.awaitStreaming();
        database.transaction(
            "INSERT INTO t VALUES (1, NULL, NULL)",
            "UPDATE t SET v = 'filled', w = 1",
            "ALTER TABLE t ALTER v SET NOT NULL",
            "ALTER TABLE t ALTER w SET NOT NULL",
            "INSERT INTO t VALUES (2, 'b', 2)");

        assertThat(connector.topics().await("public.t", 3))
            .extracting(Event::after)
            .containsExactly(
                Json.parse("{\"id\": 1, \"v\": null, \"w\": null}"),
                Json.parse("{\"id\": 1, \"v\": \"filled\", \"w\": 1}"),
                Json.parse("{\"id\": 2, \"v\": \"b\", \"w\": 2}"));
      }
    }
  }

  // Guards against: a schema that is read from the catalog, which shows the transaction's DDL only
  // after the commit, and then all of it.
  @Test
  void columnsChangeInTheMiddleOfATransaction() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY, v text)");
      try (Connector connector = create(database)) {
        connector.awaitStreaming();
        String pid = database.streamingPid();
        database.transaction(
            "INSERT INTO t VALUES (1, 'a')",
            "ALTER TABLE t ADD COLUMN z text NOT NULL DEFAULT 'zz'",
            "INSERT INTO t VALUES (2, 'b', 'q')",
            "ALTER TABLE t RENAME v TO w",
            "UPDATE t SET w = 'c' WHERE id = 2",
            "ALTER TABLE t DROP COLUMN z",
            "INSERT INTO t VALUES (3, 'd')",
            "ALTER TABLE t ALTER w TYPE int USING 4",
            "INSERT INTO t VALUES (4, 44)");

        assertThat(connector.topics().await("public.t", 5))
            .extracting(Event::after)
            .containsExactly(
                Json.parse("{\"id\": 1, \"v\": \"a\"}"),
                Json.parse("{\"id\": 2, \"v\": \"b\", \"z\": \"q\"}"),
                Json.parse("{\"id\": 2, \"w\": \"c\", \"z\": \"q\"}"),
                Json.parse("{\"id\": 3, \"w\": \"d\"}"),
                Json.parse("{\"id\": 4, \"w\": 44}"));
        assertThat(database.streamingPid()).as("no restart").isEqualTo(pid);
      }
    }
  }

  // Guards against: old rows that are decoded with today's catalog, when the connector lags behind.
  @Test
  void changesThatWaitedKeepTheSchemaThatTheyWereMadeWith() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY, v text)");
      try (Connector connector = create(database)) {
        connector.awaitStreaming();
        // otherwise the table, which has changed by then, is read again
        connector.awaitSnapshotStored(List.of("public.t"));
        connector.stop();
        database.execute(
            "INSERT INTO t VALUES (1, 'a')",
            "ALTER TABLE t ADD COLUMN n int NOT NULL DEFAULT 5",
            "INSERT INTO t VALUES (2, 'b', 7)",
            "ALTER TABLE t DROP COLUMN v",
            "INSERT INTO t VALUES (3, 1)",
            "ALTER TABLE t RENAME n TO v",
            "INSERT INTO t VALUES (4, 2)",
            "ALTER TABLE t DROP CONSTRAINT t_pkey",
            "INSERT INTO t VALUES (4, 2)");
        connector.resume();
        connector.awaitStreaming();

        List<Event> events = connector.topics().await("public.t", 5);
        assertThat(events)
            .extracting(Event::after)
            .containsExactly(
                Json.parse("{\"id\": 1, \"v\": \"a\"}"),
                Json.parse("{\"id\": 2, \"v\": \"b\", \"n\": 7}"),
                Json.parse("{\"id\": 3, \"n\": 1}"),
                Json.parse("{\"id\": 4, \"v\": 2}"),
                Json.parse("{\"id\": 4, \"v\": 2}"));
        assertThat(events.get(0).key()).isEqualTo(Json.parse("{\"id\": 1}"));
        assertThat(events.get(4).key()).as("the primary key is dropped").isNull();
      }
    }
  }

  // Guards against: an enum label that did not exist when the connector started, and that stops it.
  @Test
  void anEnumGetsANewLabel() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TYPE mood AS ENUM ('sad', 'happy')",
          "CREATE TABLE t (id int PRIMARY KEY, m mood, a mood[])");
      try (Connector connector = create(database)) {
        connector.awaitStreaming();
        String pid = database.streamingPid();
        database.execute(
            "INSERT INTO t VALUES (1, 'sad', '{sad}')",
            "ALTER TYPE mood ADD VALUE 'elated'",
            "INSERT INTO t VALUES (2, 'elated', '{sad,elated}')");

        List<Event> events = connector.topics().await("public.t", 2);
        assertThat(events.get(1).after())
            .isEqualTo(Json.parse("{\"id\": 2, \"m\": \"elated\", \"a\": [\"sad\", \"elated\"]}"));
        assertThat(events.get(1).columns().get("m").path("parameters").path("allowed").asText())
            .isEqualTo("sad,happy,elated");
        assertThat(database.streamingPid()).as("no restart").isEqualTo(pid);
      }
    }
  }

  // Guards against: rows in the shape of a dropped table, after a table with the same name was
  // created.
  @Test
  void aTableIsDroppedAndMadeAgain() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v text)",
          "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.t")
                      .with("publication.autocreate.mode", "disabled"))) {
        connector.awaitStreaming();
        String pid = database.streamingPid();
        database.execute(
            "INSERT INTO t VALUES (1, 'a')",
            "DROP TABLE t",
            "CREATE TABLE t (k text PRIMARY KEY)",
            "INSERT INTO t VALUES ('two')");

        List<Event> events = connector.topics().await("public.t", 2);
        assertThat(events)
            .extracting(Event::key)
            .containsExactly(Json.parse("{\"id\": 1}"), Json.parse("{\"k\": \"two\"}"));
        assertThat(database.streamingPid()).as("no restart").isEqualTo(pid);
      }
    }
  }

  private static Connector create(TestDatabase database) {
    return Servers.connect().create(database, ConnectorConfig.of(database, "public.t"));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Json;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of the old row is sent with each REPLICA IDENTITY, on every major version. */
final class ReplicaIdentityIT {
  private static final String PLACEHOLDER = "__debezium_unavailable_value";
  private static final String UNAVAILABLE = "__waltap.unavailable";

  // Guards against: a before image that claims more than the primary key.
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void identityDefaultGivesTheOldKeyOnly(int major) {
    List<Event> events = matrix(major, "CREATE TABLE t (id int PRIMARY KEY, k int, v text)");

    assertThat(events)
        .extracting(Event::op)
        .containsExactly("c", "u", "d", "tombstone", "c", "d", "tombstone");
    assertThat(events)
        .extracting(Event::key)
        .containsExactly(id(1), id(1), id(1), id(1), id(2), id(2), id(2));
    assertThat(events.get(1).before().isNull()).isTrue();
    assertThat(events.get(1).after()).isEqualTo(row(1, 10, "b"));
    assertThat(events.get(2).before())
        .isEqualTo(Json.parse("{\"id\": 1, \"k\": null, \"v\": null}"));
    assertThat(events.get(4).before().isNull()).isTrue();
    assertThat(events.get(4).after()).isEqualTo(row(2, 10, "b"));
    assertThat(events.get(5).before())
        .isEqualTo(Json.parse("{\"id\": 2, \"k\": null, \"v\": null}"));
    assertThat(events.get(2).header(UNAVAILABLE)).isEqualTo(Json.parse("[\"k\", \"v\"]"));
    assertThat(events.get(5).header(UNAVAILABLE)).isEqualTo(Json.parse("[\"k\", \"v\"]"));
    assertThat(events.get(4).header(UNAVAILABLE)).isNull();
  }

  // Guards against: an old row that is lost although the server sends it.
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void identityFullGivesTheWholeOldRow(int major) {
    List<Event> events =
        matrix(
            major,
            "CREATE TABLE t (id int PRIMARY KEY, k int, v text)",
            "ALTER TABLE t REPLICA IDENTITY FULL");

    assertThat(events)
        .extracting(Event::op)
        .containsExactly("c", "u", "d", "tombstone", "c", "d", "tombstone");
    assertThat(events)
        .extracting(Event::key)
        .containsExactly(id(1), id(1), id(1), id(1), id(2), id(2), id(2));
    assertThat(events.get(1).before()).isEqualTo(row(1, 10, "a"));
    assertThat(events.get(2).before()).isEqualTo(row(1, 10, "b"));
    assertThat(events.get(5).before()).isEqualTo(row(2, 10, "b"));
    assertThat(events.get(5).header(UNAVAILABLE)).isNull();
  }

  // Guards against: an invented key. Of a deleted row, the server sends only the columns of the
  // index, so nothing else can be the key.
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void identityIndexMakesItsColumnsTheKey(int major) {
    List<Event> events =
        matrix(
            major,
            "CREATE TABLE t (id int PRIMARY KEY, k int NOT NULL, v text)",
            "CREATE UNIQUE INDEX t_k ON t (k)",
            "ALTER TABLE t REPLICA IDENTITY USING INDEX t_k");

    assertThat(events).extracting(Event::op).containsExactly("c", "u", "u", "d", "tombstone");
    assertThat(events).extracting(Event::key).containsOnly(Json.parse("{\"k\": 10}"));
    assertThat(events.get(2).after()).isEqualTo(row(2, 10, "b"));
    assertThat(events.get(3).before().path("k").asInt()).isEqualTo(10);
  }

  // Guards against: an update of a column of the identity index that is treated as an update of the
  // same key.
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void aChangeInTheIdentityIndexIsAChangeOfTheKey(int major) {
    try (TestDatabase database = TestDatabase.create(Servers.postgres(major))) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, k int NOT NULL, v text)",
          "CREATE UNIQUE INDEX t_k ON t (k)",
          "ALTER TABLE t REPLICA IDENTITY USING INDEX t_k");
      try (Connector connector = create(database)) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (1, 10, 'a')", "UPDATE t SET k = 11");

        List<Event> events = connector.topics().await("public.t", 4);
        assertThat(events).extracting(Event::op).containsExactly("c", "d", "tombstone", "c");
        assertThat(events)
            .extracting(event -> event.key().path("k").asInt())
            .containsExactly(10, 10, 10, 11);
      }
    }
  }

  // Guards against: a table with REPLICA IDENTITY NOTHING that stops the connector. The server
  // itself refuses the changes that it could not describe.
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void identityNothingAllowsInsertsOnly(int major) {
    try (TestDatabase database = TestDatabase.create(Servers.postgres(major))) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, k int, v text)",
          "ALTER TABLE t REPLICA IDENTITY NOTHING");
      try (Connector connector = create(database)) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (1, 10, 'a')");
        assertThatThrownBy(() -> database.execute("UPDATE t SET v = 'b'"))
            .hasMessageContaining("replica identity");
        assertThatThrownBy(() -> database.execute("DELETE FROM t"))
            .hasMessageContaining("replica identity");
        database.execute("INSERT INTO t VALUES (2, 10, 'a')");

        List<Event> events = connector.topics().await("public.t", 2);
        assertThat(events).extracting(Event::op).containsExactly("c", "c");
        assertThat(events).extracting(Event::after).contains(row(2, 10, "a"));
      }
    }
  }

  // Guards against: tables without a primary key that are skipped, or get an invented key.
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void aTableWithoutAKeyHasNone(int major) {
    List<Event> events =
        matrix(
            major, "CREATE TABLE t (id int, k int, v text)", "ALTER TABLE t REPLICA IDENTITY FULL");

    assertThat(events).extracting(Event::op).startsWith("c", "u", "u", "d");
    assertThat(events).extracting(Event::key).containsOnlyNulls();
    assertThat(events.get(2).before()).isEqualTo(row(1, 10, "b"));
    assertThat(events.get(2).after()).isEqualTo(row(2, 10, "b"));
  }

  // Guards against: NULL in place of a large value that an update did not change, and that the
  // server therefore did not send.
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void untouchedLargeValuesAreMarkedOrFilledInFromTheOldRow(int major) {
    String big = "(SELECT string_agg(md5(g::text), '') FROM generate_series(1, 400) g)";
    String floats = "(SELECT array_agg(g * 1.5::float8) FROM generate_series(1, 5000) g)";
    try (TestDatabase database = TestDatabase.create(Servers.postgres(major))) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, n int, txt text NOT NULL, f8 float8[] NOT NULL)",
          "ALTER TABLE t ALTER txt SET STORAGE EXTERNAL, ALTER f8 SET STORAGE EXTERNAL",
          "CREATE TABLE f (LIKE t INCLUDING ALL)",
          "ALTER TABLE f REPLICA IDENTITY FULL",
          "INSERT INTO t VALUES (1, 1, " + big + ", " + floats + ")",
          "INSERT INTO f VALUES (1, 1, " + big + ", " + floats + ")");
      try (Connector connector = create(database)) {
        connector.awaitStreaming();
        database.execute(
            "UPDATE t SET n = 2", "UPDATE f SET n = 2", "UPDATE t SET txt = 'short', n = 3");

        List<Event> marked = connector.topics().await("public.t", 2);
        assertThat(marked.get(0).after().path("n").asInt()).isEqualTo(2);
        assertThat(marked.get(0).after().path("txt").asText()).isEqualTo(PLACEHOLDER);
        assertThat(marked.get(1).after().path("txt").asText()).isEqualTo("short");

        JsonNode filled = connector.topics().await("public.f", 1).get(0).value();
        assertThat(filled.path("after").path("txt").asText())
            .isEqualTo(database.text("SELECT txt FROM f"));
        assertThat(filled.path("after").path("f8")).hasSize(5000);
        assertThat(filled.path("after").path("f8")).isEqualTo(filled.path("before").path("f8"));
      }
    }
  }

  /** Returns the events of an insert, an update, an update of the primary key and a delete. */
  private static List<Event> matrix(int major, String... definitions) {
    try (TestDatabase database = TestDatabase.create(Servers.postgres(major))) {
      database.execute(definitions);
      try (Connector connector = create(database)) {
        connector.awaitStreaming();
        database.execute(
            "INSERT INTO t VALUES (1, 10, 'a')",
            "UPDATE t SET v = 'b'",
            "UPDATE t SET id = 2",
            "DELETE FROM t",
            // the record after the delete shows that nothing more belongs to the delete
            "INSERT INTO t VALUES (99, 99, 'end')");
        connector
            .topics()
            .awaitUntil(
                "the row after the delete",
                () ->
                    connector.topics().of("public.t").stream().anyMatch(ReplicaIdentityIT::isEnd));
        return connector.topics().of("public.t").stream().filter(event -> !isEnd(event)).toList();
      }
    }
  }

  private static boolean isEnd(Event event) {
    return event.op().equals("c") && event.after().path("id").asInt() == 99;
  }

  private static Connector create(TestDatabase database) {
    return Servers.connect()
        .create(
            database,
            ConnectorConfig.of(database, "public.[tf]")
                .with("publication.tables.without.identity", "publish")
                .with("snapshot.mode", "no_data"));
  }

  private static JsonNode id(int id) {
    return Json.parse("{\"id\": " + id + "}");
  }

  private static JsonNode row(int id, int k, String v) {
    return Json.parse("{\"id\": " + id + ", \"k\": " + k + ", \"v\": \"" + v + "\"}");
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rows of the initial snapshot, the start of the stream after it, and {@code snapshot.mode}.
 */
final class SnapshotIT {

  // Guards against: rows that parallel COPY misses or reads twice; an empty table that stops the
  // snapshot; wrong markers; rows of one snapshot with different LSNs.
  @Test
  void everyRowIsReadOnceAndTheMarkersSayWhereTheSnapshotBeginsAndEnds() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a1 (id int PRIMARY KEY)",
          "CREATE TABLE a2 (id int PRIMARY KEY)",
          "CREATE TABLE a3 (id int PRIMARY KEY)",
          "CREATE TABLE a4 (id int PRIMARY KEY)",
          "INSERT INTO a1 VALUES (1), (2), (3)",
          "INSERT INTO a2 VALUES (1)",
          "INSERT INTO a4 VALUES (1), (2)");
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.a.").with("snapshot.max.threads", "1"))) {
        connector.topics().await("public.a4", 2);
        connector.awaitStreaming();
        database.execute("INSERT INTO a3 VALUES (9)");
        connector.topics().await("public.a3", 1);
        connector.topics().await("public.a1", 3);
        connector.topics().await("public.a2", 1);

        assertThat(markers(connector, "public.a1"))
            .containsExactly("1 first", "2 true", "3 last_in_data_collection");
        assertThat(markers(connector, "public.a2")).containsExactly("1 last_in_data_collection");
        assertThat(markers(connector, "public.a3")).containsExactly("9 false");
        assertThat(markers(connector, "public.a4"))
            .containsExactly("1 first_in_data_collection", "2 last");

        List<Event> read =
            connector.topics().all().stream().filter(event -> event.op().equals("r")).toList();
        assertThat(read).hasSize(6);
        assertThat(read)
            .extracting(event -> event.source().path("lsn").asLong())
            .containsOnly(read.get(0).source().path("lsn").asLong());
        assertThat(read).allSatisfy(event -> assertThat(event.before().isNull()).isTrue());
      }
    }
  }

  // Guards against: a gap or an overlap between the snapshot and the stream.
  @Test
  void rowsWrittenDuringTheSnapshotArriveExactlyOnce() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v text)",
          "INSERT INTO t SELECT i, repeat('x', 200) FROM generate_series(1, 20000) i");
      try (Connector connector =
          Servers.connect()
              .create(database, ConnectorConfig.of(database, "public.t").withoutSchemas())) {
        database.execute(
            IntStream.rangeClosed(20_001, 21_000)
                .mapToObj(i -> "INSERT INTO t VALUES (" + i + ", 'during')")
                .toArray(String[]::new));
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (0, 'the end')");

        connector
            .topics()
            .awaitUntil(
                "the last row",
                () ->
                    connector.topics().of("public.t").stream()
                        .anyMatch(event -> event.key().path("id").asInt() == 0));
        assertThat(connector.topics().of("public.t"))
            .extracting(event -> event.key().path("id").asInt())
            .doesNotHaveDuplicates()
            .hasSize(21_001);
      }
    }
  }

  // Guards against: a restart that reads everything again, or loses what was written meanwhile.
  @ParameterizedTest
  @ValueSource(strings = {"initial", "when_needed"})
  void afterARestartTheStreamGoesOnWhereItWas(String mode) {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
      try (Connector connector =
          Servers.connect()
              .create(
                  database, ConnectorConfig.of(database, "public.t").with("snapshot.mode", mode))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (2)");
        connector.topics().await("public.t", 2);
        connector.stop();
        database.execute("INSERT INTO t VALUES (3)");
        connector.resume();
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (4)");

        assertThat(connector.topics().await("public.t", 4))
            .extracting(event -> event.op() + event.key().path("id").asInt())
            .containsExactly("r1", "c2", "c3", "c4");
      }
    }
  }

  // Guards against: a mode that promises a new copy at each start and makes only one.
  @Test
  void modeAlwaysReadsTheTablesAtEachStart() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.t").with("snapshot.mode", "always"))) {
        connector.awaitStreaming();
        connector.topics().await("public.t", 1);
        connector.stop();
        connector.resume();
        connector.awaitStreaming();
        connector.topics().await("public.t", 2);
        database.execute("INSERT INTO t VALUES (2)");

        assertThat(connector.topics().await("public.t", 3))
            .extracting(event -> event.op() + event.key().path("id").asInt())
            .containsExactly("r1", "r1", "c2");
      }
    }
  }

  // Guards against: rows that are read although the operator already has a copy.
  @ParameterizedTest
  @ValueSource(strings = {"no_data", "never"})
  void modeNoDataStreamsOnly(String mode) {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
      try (Connector connector =
          Servers.connect()
              .create(
                  database, ConnectorConfig.of(database, "public.t").with("snapshot.mode", mode))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (2)");

        assertThat(connector.topics().await("public.t", 1))
            .extracting(event -> event.op() + event.key().path("id").asInt())
            .containsExactly("c2");
      }
    }
  }

  // Guards against: a copy that should be made only once, by a connector that then streams or
  // fails.
  @Test
  void modeInitialOnlyReadsTheTablesAndThenRests() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)");
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.t").with("snapshot.mode", "initial_only"))) {
        assertThat(connector.topics().await("public.t", 2))
            .extracting(event -> event.source().path("snapshot").asText())
            .containsExactly("first", "last");
        database.execute("INSERT INTO t VALUES (3)");

        await("nothing streamed, nothing failed")
            .during(Duration.ofSeconds(2))
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> database.streamingPid() == null && connector.taskState().equals("RUNNING"));
        connector.topics().readOn();
        assertThat(connector.topics().of("public.t")).hasSize(2);
      }
    }
  }

  private static List<String> markers(Connector connector, String topic) {
    return connector.topics().of(topic).stream()
        .map(
            event ->
                event.after().path("id").asText() + " " + event.source().path("snapshot").asText())
        .toList();
  }
}

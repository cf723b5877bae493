/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Json;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a consumer finds in the topics: rows read first, then every change, in Debezium's shapes.
 */
final class SnapshotAndStreamIT {

  // Guards against: rows missing or read twice by parallel COPY, an empty table that stalls the
  // snapshot, wrong markers, and rows of one snapshot that claim different places in the log.
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

  // Guards against: a gap or an overlap where the snapshot ends and the stream begins.
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

  // Guards against: wrong operations, before and after; the tombstone that log compaction needs.
  @Test
  void insertUpdateAndDeleteBecomeEventsInTheOrderOfTheTransaction() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v text)", "INSERT INTO t VALUES (1, 'old')");
      try (Connector connector =
          Servers.connect().create(database, ConnectorConfig.of(database, "public.t"))) {
        connector.awaitStreaming();
        database.transaction(
            "INSERT INTO t VALUES (2, 'two')",
            "UPDATE t SET v = 'TWO' WHERE id = 2",
            "DELETE FROM t WHERE id = 2");

        List<Event> events = connector.topics().await("public.t", 5);
        assertThat(events).extracting(Event::op).containsExactly("r", "c", "u", "d", "tombstone");
        assertThat(events.get(1).before().isNull()).isTrue();
        assertThat(events.get(1).after()).isEqualTo(Json.parse("{\"id\": 2, \"v\": \"two\"}"));
        assertThat(events.get(2).before().isNull()).isTrue();
        assertThat(events.get(2).after()).isEqualTo(Json.parse("{\"id\": 2, \"v\": \"TWO\"}"));
        assertThat(events.get(3).before()).isEqualTo(Json.parse("{\"id\": 2, \"v\": null}"));
        assertThat(events.get(3).after().isNull()).isTrue();
        assertThat(events).extracting(Event::key).contains(Json.parse("{\"id\": 2}"));
        assertThat(events.get(4).key()).isEqualTo(events.get(3).key());

        JsonNode source = events.get(1).source();
        assertThat(source.path("connector").asText()).isEqualTo("postgresql");
        assertThat(source.path("name").asText()).isEqualTo(database.prefix());
        assertThat(source.path("db").asText()).isEqualTo(database.name());
        assertThat(source.path("schema").asText()).isEqualTo("public");
        assertThat(source.path("table").asText()).isEqualTo("t");
        assertThat(source.path("snapshot").asText()).isEqualTo("false");
        assertThat(source.path("txId").asLong()).isPositive();
        assertThat(source.path("ts_us").asLong() / 1000).isEqualTo(source.path("ts_ms").asLong());
        assertThat(events.get(1).valueSchema().path("name").asText())
            .isEqualTo(database.prefix() + ".public.t.Envelope");
        assertThat(events.get(1).keySchema().path("name").asText())
            .isEqualTo(database.prefix() + ".public.t.Key");
      }
    }
  }

  // Guards against: a consumer that keeps both the old and the new key of a row.
  @Test
  void aChangedKeyIsADeleteATombstoneAndACreateThatNameEachOther() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (a int, b text, v text, PRIMARY KEY (b, a))");
      try (Connector connector =
          Servers.connect().create(database, ConnectorConfig.of(database, "public.t"))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (1, 'k', 'v')", "UPDATE t SET a = 2 WHERE a = 1");

        List<Event> events = connector.topics().await("public.t", 4);
        assertThat(events).extracting(Event::op).containsExactly("c", "d", "tombstone", "c");
        JsonNode oldKey = Json.parse("{\"b\": \"k\", \"a\": 1}");
        JsonNode newKey = Json.parse("{\"b\": \"k\", \"a\": 2}");
        assertThat(events).extracting(Event::key).containsExactly(oldKey, oldKey, oldKey, newKey);
        assertThat(events.get(1).header("__debezium.newkey")).isEqualTo(newKey);
        assertThat(events.get(2).header("__debezium.newkey")).isEqualTo(newKey);
        assertThat(events.get(3).header("__debezium.oldkey")).isEqualTo(oldKey);
        assertThat(events.get(0).keySchema().path("fields").findValuesAsText("field"))
            .as("in the order of the key, not of the table")
            .containsExactly("b", "a");
      }
    }
  }

  // Guards against: tombstones where they are not wanted.
  @Test
  void tombstonesCanBeTurnedOff() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)");
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.t").with("tombstones.on.delete", "false"))) {
        connector.awaitStreaming();
        database.execute(
            "INSERT INTO t VALUES (1)",
            "UPDATE t SET id = 2",
            "DELETE FROM t",
            "INSERT INTO t VALUES (3)");

        assertThat(connector.topics().await("public.t", 5))
            .extracting(Event::op)
            .containsExactly("c", "d", "c", "d", "c");
      }
    }
  }

  // Guards against: TRUNCATE of several tables that empties only one of them at the consumer.
  @Test
  void truncateIsOneEventPerTableWhereItIsNotSkipped() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)",
          "CREATE TABLE b (id int PRIMARY KEY)",
          "INSERT INTO a VALUES (1)",
          "INSERT INTO b VALUES (1)");
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.a,public.b")
                      .with("skipped.operations", "none"))) {
        connector.awaitStreaming();
        database.execute("TRUNCATE a, b");

        for (String topic : List.of("public.a", "public.b")) {
          List<Event> events = connector.topics().await(topic, 2);
          assertThat(events).extracting(Event::op).containsExactly("r", "t");
          assertThat(events.get(1).key()).isNull();
          assertThat(events.get(1).before().isNull()).isTrue();
          assertThat(events.get(1).after().isNull()).isTrue();
        }
      }
    }
  }

  // Guards against: truncate events that surprise consumers who did not ask for them.
  @Test
  void truncateIsSkippedByDefault() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)");
      try (Connector connector =
          Servers.connect().create(database, ConnectorConfig.of(database, "public.t"))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO t VALUES (1)", "TRUNCATE t", "INSERT INTO t VALUES (2)");

        assertThat(connector.topics().await("public.t", 2))
            .extracting(Event::op)
            .containsExactly("c", "c");
      }
    }
  }

  // Guards against: messages of an application lost, or taken for rows; those outside of a
  // transaction above all.
  @Test
  void logicalMessagesHaveATopicOfTheirOwn() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)");
      try (Connector connector =
          Servers.connect().create(database, ConnectorConfig.of(database, "public.t"))) {
        connector.awaitStreaming();
        database.execute(
            "SELECT pg_logical_emit_message(true, 'inside', 'hello')",
            "SELECT pg_logical_emit_message(false, 'outside', '\\x0102'::bytea)",
            "INSERT INTO t VALUES (1)");
        connector.topics().await("public.t", 1);

        List<Event> messages = connector.topics().await("message", 2);
        assertThat(messages).extracting(Event::op).containsOnly("m");
        assertThat(messages)
            .extracting(event -> event.key().path("prefix").asText())
            .containsExactly("inside", "outside");
        assertThat(messages)
            .extracting(event -> event.value().path("message").path("content").asText())
            .containsExactly(
                base64("hello".getBytes(StandardCharsets.UTF_8)), base64(new byte[] {1, 2}));
        assertThat(messages.get(0).source().path("txId").asLong()).isPositive();
        assertThat(messages.get(1).source().path("txId").isNull()).isTrue();
      }
    }
  }

  // Guards against: consumers that cannot tell when a transaction is complete.
  @Test
  void transactionMetadataCountsTheEventsBetweenBeginAndEnd() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE a (id int PRIMARY KEY)", "CREATE TABLE b (id int PRIMARY KEY)");
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.a,public.b")
                      .with("provide.transaction.metadata", "true"))) {
        connector.awaitStreaming();
        database.transaction(
            "INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (1)", "INSERT INTO a VALUES (2)");

        List<Event> a = connector.topics().await("public.a", 2);
        List<Event> b = connector.topics().await("public.b", 1);
        String xid = a.get(0).source().path("txId").asText();
        connector
            .topics()
            .awaitUntil(
                "the end of the transaction",
                () ->
                    connector.topics().of("transaction").stream()
                            .filter(event -> isOf(event, xid))
                            .count()
                        == 2);
        List<JsonNode> boundaries =
            connector.topics().of("transaction").stream()
                .filter(event -> isOf(event, xid))
                .map(Event::value)
                .toList();

        assertThat(a)
            .extracting(event -> event.value().path("transaction").path("total_order").asInt())
            .containsExactly(1, 3);
        assertThat(a)
            .extracting(
                event -> event.value().path("transaction").path("data_collection_order").asInt())
            .containsExactly(1, 2);
        assertThat(b.get(0).value().path("transaction").path("total_order").asInt()).isEqualTo(2);
        assertThat(boundaries)
            .extracting(boundary -> boundary.path("status").asText())
            .containsExactly("BEGIN", "END");
        assertThat(boundaries.get(1).path("event_count").asInt()).isEqualTo(3);
        assertThat(boundaries.get(1).path("data_collections"))
            .extracting(
                collection ->
                    collection.path("data_collection").asText()
                        + " "
                        + collection.path("event_count").asInt())
            .containsExactlyInAnyOrder("public.a 2", "public.b 1");
      }
    }
  }

  // Guards against: rows of partitions under two topics, or read twice by the snapshot.
  @Test
  void partitionsGoToTheTopicOfTheRootWhereThatIsAskedFor() {
    try (TestDatabase database = TestDatabase.create()) {
      createPartitioned(database);
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.m")
                      .with("publish.via.partition.root", "true"))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO m VALUES (3, 3, 'c')", "UPDATE m SET v = 'cc' WHERE id = 3");

        List<Event> events = connector.topics().await("public.m", 4);
        assertThat(events).extracting(Event::op).containsExactly("r", "r", "c", "u");
        assertThat(events)
            .extracting(event -> event.source().path("table").asText())
            .containsOnly("m");
        assertThat(connector.topics().of("public.m1")).isEmpty();
        assertThat(connector.topics().of("public.m2")).isEmpty();
      }
    }
  }

  // Guards against: changes of partitions lost because only the root is in the publication.
  @Test
  void partitionsGoToTopicsOfTheirOwnByDefault() {
    try (TestDatabase database = TestDatabase.create()) {
      createPartitioned(database);
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.m.*").with("snapshot.mode", "no_data"))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO m VALUES (3, 3, 'c')", "UPDATE m SET k = 12 WHERE id = 3");

        assertThat(connector.topics().await("public.m1", 3))
            .extracting(Event::op)
            .containsExactly("c", "d", "tombstone");
        assertThat(connector.topics().await("public.m2", 1))
            .extracting(Event::op)
            .containsExactly("c");
      }
    }
  }

  // Guards against: identifiers that are not quoted, folded to lower case, or illegal as a topic.
  @Test
  void namesThatNeedQuotesAreCaptured() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE SCHEMA \"Q x\"",
          "CREATE TABLE \"Q x\".\"ta \"\"ble\" (\"Id\" int PRIMARY KEY, \"select\" text)",
          "ALTER TABLE \"Q x\".\"ta \"\"ble\" ADD COLUMN \"ü ö\" int",
          "INSERT INTO \"Q x\".\"ta \"\"ble\" VALUES (1, 'read', 7)");
      try (Connector connector =
          Servers.connect().create(database, ConnectorConfig.of(database, "Q x\\.ta .ble"))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO \"Q x\".\"ta \"\"ble\" VALUES (2, 'streamed', 8)");

        assertThat(connector.topics().await("Q_x.ta__ble", 2))
            .extracting(Event::after)
            .containsExactly(
                Json.parse("{\"Id\": 1, \"select\": \"read\", \"ü ö\": 7}"),
                Json.parse("{\"Id\": 2, \"select\": \"streamed\", \"ü ö\": 8}"));
      }
    }
  }

  // Guards against: columns and tables that were left out on purpose and leak all the same.
  @Test
  void whatIsExcludedIsNotCaptured() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, secret text, v text)",
          "CREATE TABLE hidden (id int PRIMARY KEY)",
          "INSERT INTO t VALUES (1, 's', 'v')");
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.t")
                      .with("publication.autocreate.mode", "all_tables")
                      .with("column.exclude.list", "public.t.secret"))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO hidden VALUES (1)", "INSERT INTO t VALUES (2, 's', 'w')");

        assertThat(connector.topics().await("public.t", 2))
            .extracting(Event::after)
            .containsExactly(
                Json.parse("{\"id\": 1, \"v\": \"v\"}"), Json.parse("{\"id\": 2, \"v\": \"w\"}"));
        assertThat(connector.topics().of("public.hidden")).isEmpty();
      }
    }
  }

  // Guards against: several rows of one WAL record (COPY, multi-insert), which share an LSN,
  // dropped as duplicates.
  @Test
  void rowsThatShareALogSequenceNumberAreAllDelivered() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE nokey (id int)");
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.t,public.nokey").withoutSchemas())) {
        connector.awaitStreaming();
        String rows =
            IntStream.rangeClosed(1, 1000)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("\n"));
        database.copyIn("COPY t FROM STDIN", rows);
        database.copyIn("COPY nokey FROM STDIN", rows);
        database.execute("INSERT INTO t VALUES (0)", "INSERT INTO nokey VALUES (0)");

        for (String topic : List.of("public.t", "public.nokey")) {
          assertThat(connector.topics().await(topic, 1001))
              .extracting(event -> event.after().path("id").asInt())
              .doesNotHaveDuplicates()
              .hasSize(1001);
        }
      }
    }
  }

  // Guards against: a restart that reads everything again, or loses what happened meanwhile.
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

  // Guards against: a mode that promises a fresh copy at each start and makes only one.
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

  // Guards against: rows read although the operator said that there is a copy already.
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

  // Guards against: a one-off copy that goes on to stream, or dies when it is done.
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

  private static void createPartitioned(TestDatabase database) {
    database.execute(
        "CREATE TABLE m (id int, k int, v text, PRIMARY KEY (id, k)) PARTITION BY RANGE (k)",
        "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20)",
        "INSERT INTO m VALUES (1, 1, 'a'), (2, 11, 'b')");
  }

  private static List<String> markers(Connector connector, String topic) {
    return connector.topics().of(topic).stream()
        .map(
            event ->
                event.after().path("id").asText() + " " + event.source().path("snapshot").asText())
        .toList();
  }

  private static boolean isOf(Event event, String xid) {
    return event.value().path("id").asText().startsWith(xid + ":");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

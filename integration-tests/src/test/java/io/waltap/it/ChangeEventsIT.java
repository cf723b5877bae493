/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Json;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The events of streamed changes, in the shapes of Debezium's events. */
final class ChangeEventsIT {

  // Guards against: wrong operations; wrong rows before and after a change; a missing tombstone,
  // which log compaction needs.
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

  // Guards against: tombstones for an operator who has turned them off.
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

  // Guards against: a TRUNCATE of several tables after which a consumer empties only one of them.
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

  // Guards against: truncate events for consumers that did not ask for them.
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

  // Guards against: messages of an application that are lost, or taken for rows, above all messages
  // outside of a transaction.
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

  // Guards against: consumers that cannot know when a transaction is complete.
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

  // Guards against: rows of one WAL record (COPY, multi-insert) that are dropped as duplicates,
  // because they share an LSN.
  @Test
  void rowsThatShareALogSequenceNumberAreAllDelivered() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute("CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE nokey (id int)");
      try (Connector connector =
          Servers.connect()
              .create(
                  database,
                  ConnectorConfig.of(database, "public.t,public.nokey")
                      .with("publication.tables.without.identity", "publish")
                      .withoutSchemas())) {
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

  private static boolean isOf(Event event, String xid) {
    return event.value().path("id").asText().startsWith(xid + ":");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

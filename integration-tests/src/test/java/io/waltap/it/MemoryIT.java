/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A worker with a small heap. The heap can hold hardly more than one of the large rows, and only
 * part of the large transaction. {@code -Dmemory.rows=1000000} makes that transaction as large as
 * the transactions for which the test is meant.
 */
final class MemoryIT {
  /** A worker whose code catches the error would still seem well. */
  private static final List<String> SMALL_HEAP = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");

  private static final String QUEUE_BYTES = Integer.toString(16 << 20);

  private static final int LARGE_ROWS = 6;
  private static final int LARGE_BYTES = 50 << 20;
  private static final int MD5_CHARACTERS = 32;
  private static final int UPDATED = 3;

  /** Room for one large row, and not for two. */
  private static final String LARGEST_RECORD = Integer.toString(64 << 20);

  private static final int ROWS = Integer.getInteger("memory.rows", 200_000);

  // Guards against: large rows that are read before Kafka has taken earlier ones, or that are kept
  // in more forms at a time than necessary; a large value that is sent again although it did not
  // change.
  @Test
  void rowsOf50MegabytesPassThroughASmallHeap() {
    try (TestDatabase database = TestDatabase.create();
        ConnectWorker worker = startWorker("memory-large-rows")) {
      database.execute(
          "CREATE TABLE docs (id int PRIMARY KEY, revision int NOT NULL, doc text NOT NULL)",
          // without compression: the server sends the value uncompressed anyway
          "ALTER TABLE docs ALTER COLUMN doc SET STORAGE EXTERNAL");
      ConnectorConfig config = forLargeRecords(config(database, "public.docs"));
      try (Connector connector = worker.create(database, config);
          OneByOne topic = new OneByOne(database.prefix() + ".public.docs")) {
        connector.awaitStreaming();
        insertLargeRows(database);
        database.execute("UPDATE docs SET revision = 2 WHERE id = " + UPDATED);

        List<JsonNode> events = new ArrayList<>();
        topic.read(
            LARGE_ROWS + 1,
            value -> events.add(Fingerprints.parse(value, "doc")),
            () -> {
              worker.requireAlive();
              connector.awaitRunning();
            });
        List<JsonNode> inserts = events.subList(0, LARGE_ROWS);
        assertThat(inserts.stream().map(MemoryIT::summary).toList())
            .isEqualTo(
                database.texts(
                    "SELECT 'c ' || id || ' 1 ' || octet_length(doc) || ' ' || md5(doc)"
                        + " FROM docs ORDER BY id"));
        assertThat(inserts.stream().map(MemoryIT::transaction).distinct()).hasSize(1);
        assertThat(database.number("SELECT min(octet_length(doc)) FROM docs"))
            .isEqualTo(LARGE_BYTES);
        assertThat(summary(events.get(LARGE_ROWS)))
            .isEqualTo("u " + UPDATED + " 2 __debezium_unavailable_value");
        assertStillWell(worker, connector);
      }
    }
  }

  // Guards against: a transaction that is collected, in part or as a whole, before it is delivered;
  // a queue that is not bounded, or whose bound loses or repeats rows.
  @Test
  void aTransactionOfManyRowsPassesThroughASmallHeap() {
    try (TestDatabase database = TestDatabase.create();
        ConnectWorker worker = startWorker("memory-many-rows")) {
      database.execute("CREATE TABLE narrow (id int PRIMARY KEY, filler text NOT NULL)");
      try (Connector connector = worker.create(database, config(database, "public.narrow"))) {
        connector.awaitStreaming();
        database.execute(
            "INSERT INTO narrow SELECT g, repeat(md5(g::text), 3) FROM generate_series(1, "
                + ROWS
                + ") g");

        BitSet ids = new BitSet();
        List<Integer> again = new ArrayList<>();
        Set<Long> transactions = new HashSet<>();
        Consumer<Event> visitor =
            event -> {
              int id = event.after().path("id").asInt();
              if (ids.get(id)) {
                again.add(id);
              }
              ids.set(id);
              transactions.add(transaction(event.value()));
            };
        connector
            .topics()
            .visit(
                ROWS + " rows",
                visitor,
                () -> {
                  worker.requireAlive();
                  return ids.cardinality() >= ROWS;
                });
        connector.awaitCaughtUp();
        connector.topics().visitToEnd(visitor);

        assertThat(again.stream().limit(20).toList()).as("delivered more than once").isEmpty();
        assertThat(ids.cardinality()).isEqualTo(ROWS);
        assertThat(ids.nextSetBit(0)).isEqualTo(1);
        assertThat(ids.length()).as("the last id, plus one").isEqualTo(ROWS + 1);
        assertThat(transactions).hasSize(1);
        assertStillWell(worker, connector);
      }
    }
  }

  private static ConnectWorker startWorker(String name) {
    return ConnectWorker.start(name, Servers.kafka(), Map.of(), SMALL_HEAP);
  }

  private static ConnectorConfig config(TestDatabase database, String table) {
    return ConnectorConfig.of(database, table)
        .with("max.queue.size.in.bytes", QUEUE_BYTES)
        .withoutSchemas();
  }

  private static ConnectorConfig forLargeRecords(ConnectorConfig config) {
    return config
        .with("topic.creation.default.partitions", "1")
        .with("topic.creation.default.replication.factor", "1")
        .with("topic.creation.default.max.message.bytes", LARGEST_RECORD)
        .with("producer.override.max.request.size", LARGEST_RECORD)
        .with("producer.override.buffer.memory", LARGEST_RECORD);
  }

  /** Writes the rows in one transaction; each row has a different text. */
  private static void insertLargeRows(TestDatabase database) {
    database.execute(
        "INSERT INTO docs SELECT r, 1, (SELECT string_agg(md5(r || ':' || g), '')"
            + " FROM generate_series(1, "
            + LARGE_BYTES / MD5_CHARACTERS
            + ") g) FROM generate_series(1, "
            + LARGE_ROWS
            + ") r");
  }

  private static String summary(JsonNode event) {
    JsonNode row = event.path("after");
    return String.join(
        " ",
        event.path("op").asText(),
        row.path("id").asText(),
        row.path("revision").asText(),
        row.path("doc").asText());
  }

  private static long transaction(JsonNode event) {
    return event.path("source").path("txId").asLong();
  }

  private static void assertStillWell(ConnectWorker worker, Connector connector) {
    worker.requireAlive();
    assertThat(connector.taskState()).isEqualTo("RUNNING");
    // with the package name, because the worker logs its JVM options, which have the class name
    assertThat(worker.logged("java.lang.OutOfMemoryError")).isEmpty();
  }
}

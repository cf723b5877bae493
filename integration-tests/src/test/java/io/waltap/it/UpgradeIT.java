/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.StoredOffsets;
import io.waltap.it.harness.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A connector that was stopped in version 0.1.0 and is started in this version. Only the offsets of
 * version 0.1.0 are stored. Their keys are written out here, because they must never change.
 */
final class UpgradeIT {
  private static final List<String> TABLES = List.of("public.a", "public.b", "public.c");

  /** The position of a streamed change. */
  private static final List<String> STREAMED = List.of("commit_lsn", "lsn", "index");

  /** The position of a table whose rows have been read, and that has not changed since. */
  private static final List<String> COMPLETED = List.of("snapshot", "lsn");

  /** The position of the lane. */
  private static final List<String> LANE = List.of("lsn", "system_id", "timeline");

  // Guards against: an upgrade after which the connector refuses the offsets of version 0.1.0,
  // reads tables again, or loses or repeats changes.
  @Test
  void aConnectorGoesOnFromTheOffsetsOfVersion010() {
    try (TestDatabase database = TestDatabase.create()) {
      createTables(database);
      ConnectorConfig config =
          ConnectorConfig.of(database, "public.a,public.b,public.c")
              .with("publication.autocreate.mode", "disabled");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.awaitStreaming();
        database.execute(
            "INSERT INTO a VALUES (3, 3)",
            "UPDATE a SET v = 30 WHERE id = 3",
            "DELETE FROM a WHERE id = 1");
        // rows of one WAL record, which share an LSN: only their index distinguishes them
        database.copyIn("COPY a FROM STDIN", "4\t4\n5\t5\n6\t6\n");
        connector.topics().await("public.a", 9);
        connector.awaitSnapshotStored(TABLES);
        connector.awaitCaughtUp();
        connector.stop();

        StoredOffsets stored = connector.offsets();
        assertThat(stored.table("public.a").has("snapshot")).isFalse();
        Map<String, JsonNode> a = only(STREAMED, stored.table("public.a"));
        Map<String, JsonNode> b = only(COMPLETED, stored.table("public.b"));
        Map<String, JsonNode> c = only(COMPLETED, stored.table("public.c"));
        Map<String, JsonNode> lane = only(LANE, stored.lane(database.slot()));
        assertThat(b.get("snapshot").asText()).isEqualTo("completed");
        assertThat(c.get("snapshot").asText()).isEqualTo("completed");

        moveSlotBack(database);
        store(connector, partition(database, "table", "public.a"), a);
        store(connector, partition(database, "table", "public.b"), b);
        store(connector, partition(database, "table", "public.c"), c);
        store(connector, partition(database, "slot", database.slot()), lane);
        StoredOffsets old = connector.offsets();
        assertThat(fields(old.table("public.a"))).isEqualTo(a);
        assertThat(fields(old.table("public.b"))).isEqualTo(b);
        assertThat(fields(old.table("public.c"))).isEqualTo(c);
        assertThat(fields(old.lane(database.slot()))).isEqualTo(lane);

        database.execute(
            "INSERT INTO a VALUES (7, 7)",
            "UPDATE b SET v = 10 WHERE id = 1",
            "INSERT INTO b VALUES (2, 2)",
            "INSERT INTO c VALUES (1, 1)");
        connector.resume();
        connector.awaitStreaming();
        database.execute(
            "INSERT INTO a VALUES (8, 8)",
            "INSERT INTO b VALUES (3, 3)",
            "INSERT INTO c VALUES (2, 2)");
        connector.topics().await("public.a", 11);
        connector.topics().await("public.b", 4);
        connector.topics().await("public.c", 2);
        // a second snapshot would be stored as complete by then, and its rows would be in Kafka
        connector.awaitCaughtUp();
        connector.awaitSnapshotStored(TABLES);
        connector.topics().readOn();

        assertThat(operations(connector, "public.a"))
            .isEqualTo("r1 r2 c3 u3 d1 tombstone1 c4 c5 c6 c7 c8");
        assertThat(operations(connector, "public.b")).isEqualTo("r1 u1 c2 c3");
        assertThat(operations(connector, "public.c")).isEqualTo("c1 c2");
      }
    }
  }

  /** Table a is changed later, b has rows and stays idle, c is empty. */
  private static void createTables(TestDatabase database) {
    database.execute(
        "CREATE TABLE a (id int PRIMARY KEY, v int)",
        "CREATE TABLE b (id int PRIMARY KEY, v int)",
        "CREATE TABLE c (id int PRIMARY KEY, v int)",
        "INSERT INTO a VALUES (1, 1), (2, 2)",
        "INSERT INTO b VALUES (1, 1)",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE a, b, c",
        "SELECT pg_create_logical_replication_slot('" + kept(database) + "', 'pgoutput')");
  }

  /**
   * Replaces the connector's slot by a copy of a slot that is older than the snapshot. The
   * connector refuses a PATCH to a position before its slot, and the idle tables are at such a
   * position. Now the server sends all changes again, and only the stored offsets prevent a
   * repetition.
   */
  private static void moveSlotBack(TestDatabase database) {
    database.execute(
        "SELECT pg_drop_replication_slot('" + database.slot() + "')",
        "SELECT pg_copy_logical_replication_slot('"
            + kept(database)
            + "', '"
            + database.slot()
            + "')");
  }

  private static String kept(TestDatabase database) {
    return "kept_" + database.slot();
  }

  private static void store(
      Connector connector, Map<String, String> partition, Map<String, JsonNode> offset) {
    assertThat(connector.patchOffset(partition, offset)).as("%s", partition).isNull();
  }

  private static Map<String, String> partition(TestDatabase database, String key, String value) {
    Map<String, String> partition = new LinkedHashMap<>();
    partition.put("server", database.prefix());
    partition.put(key, value);
    return partition;
  }

  /** Returns these fields of an offset, which must have them and may have more. */
  private static Map<String, JsonNode> only(List<String> keys, JsonNode offset) {
    Map<String, JsonNode> fields = fields(offset);
    assertThat(fields.keySet()).containsAll(keys);
    fields.keySet().retainAll(keys);
    return fields;
  }

  private static Map<String, JsonNode> fields(JsonNode offset) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    offset.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  private static String operations(Connector connector, String topic) {
    return connector.topics().of(topic).stream()
        .map(event -> event.op() + event.key().path("id").asInt())
        .collect(Collectors.joining(" "));
  }
}

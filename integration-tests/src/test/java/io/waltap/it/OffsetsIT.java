/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operator changes positions through Kafka Connect's own REST API. */
final class OffsetsIT {

  // Guards against: other tables that are read again together with the table that should be;
  // positions that leave a gap.
  @Test
  void aTableIsReadAgainOrMovedAndWhatWouldLeaveAGapIsRefused() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE o1 (id int PRIMARY KEY)",
          "CREATE TABLE o2 (id int PRIMARY KEY)",
          "INSERT INTO o1 VALUES (1), (2)",
          "INSERT INTO o2 VALUES (1)");
      ConnectorConfig config = ConnectorConfig.of(database, "public.o1,public.o2");
      try (Connector connector = Servers.connect().create(database, config)) {
        connector.topics().await("public.o1", 2);
        connector.topics().await("public.o2", 1);
        connector.awaitStreaming();
        connector.awaitSnapshotStored(List.of("public.o1", "public.o2"));
        connector.awaitLaneStored();
        connector.stop();

        Map<String, String> o1 = partition(database, "public.o1");
        assertThat(connector.patchOffset(o1, Map.of("commit_lsn", "0/1")))
            .contains("has released the WAL before");
        assertThat(connector.patchOffset(o1, Map.of("commit_lsn", "FFFF/0")))
            .contains("ahead of the server");
        assertThat(
                connector.patchOffset(
                    partition(database, "public.none"), Map.of("commit_lsn", "FFFF/0")))
            .contains("does not capture a table of this name");

        assertThat(connector.patchOffset(o1, null)).isNull();
        database.execute("INSERT INTO o1 VALUES (3)", "INSERT INTO o2 VALUES (2)");
        connector.resume();
        connector
            .topics()
            .awaitUntil(
                "o1 read again", () -> operations(connector, "public.o1").endsWith("c3 r1 r2 r3"));
        connector.topics().await("public.o2", 2);
        assertThat(operations(connector, "public.o2")).isEqualTo("r1 c2");

        connector.awaitCaughtUp();
        connector.stop();
        database.execute("INSERT INTO o2 VALUES (3)");
        String afterThree = database.text("SELECT pg_current_wal_lsn()");
        database.execute("INSERT INTO o2 VALUES (4)");
        assertThat(
                connector.patchOffset(
                    partition(database, "public.o2"), Map.of("commit_lsn", afterThree)))
            .isNull();
        connector.resume();
        connector.topics().await("public.o2", 3);
        assertThat(operations(connector, "public.o2")).isEqualTo("r1 c2 c4");
      }
    }
  }

  private static String operations(Connector connector, String topic) {
    return String.join(
        " ",
        connector.topics().of(topic).stream()
            .map(event -> event.op() + event.key().path("id").asInt())
            .toList());
  }

  private static Map<String, String> partition(TestDatabase database, String table) {
    Map<String, String> partition = new LinkedHashMap<>();
    partition.put("server", database.prefix());
    partition.put("table", table);
    return partition;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The way from Debezium's connector to Waltap and back, by changing only {@code connector.class}.
 */
final class MigrationIT {

  // Guards against: a new snapshot after the switch; changes lost between the two connectors;
  // changes delivered by both.
  @Test
  void debeziumsSlotPublicationAndOffsetAreCarriedOnAndBackAgain() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE m1 (id int PRIMARY KEY, v int)",
          "CREATE TABLE m2 (id int PRIMARY KEY, v int)",
          "CREATE TABLE idle (id int PRIMARY KEY)",
          "INSERT INTO m1 VALUES (1, 1), (2, 2)",
          "INSERT INTO idle VALUES (1)");
      ConnectorConfig waltap = ConnectorConfig.of(database, "public.m1,public.m2,public.idle");
      ConnectorConfig debezium = waltap.asDebezium();
      try (Connector connector = Servers.connect().create(database, debezium)) {
        connector.topics().await("public.m1", 2);
        connector.topics().await("public.idle", 1);
        connector.awaitStreaming();
        database.transaction(
            "INSERT INTO m1 VALUES (3, 3)", "INSERT INTO m2 VALUES (1, 1), (2, 2)");
        database.execute("UPDATE m1 SET v = 30 WHERE id = 3");
        connector.topics().await("public.m1", 4);
        connector.topics().await("public.m2", 2);

        connector.stop();
        database.transaction(
            "INSERT INTO m2 SELECT g, g FROM generate_series(3, 12) g",
            "UPDATE m1 SET v = 31 WHERE id = 3");
        connector.reconfigure(waltap);
        connector.resume();
        connector.topics().await("public.m2", 12);
        database.execute("INSERT INTO idle VALUES (2)", "DELETE FROM m1 WHERE id = 1");
        connector.topics().await("public.m1", 7);
        connector.topics().await("public.idle", 2);
        connector.awaitLaneStored();

        assertThat(history(connector, "public.m1"))
            .containsExactly("r 1", "r 2", "c 3", "u 3", "u 3", "d 1", "tombstone 1");
        assertThat(history(connector, "public.m2"))
            .containsExactlyElementsOf(
                IntStream.rangeClosed(1, 12).mapToObj(id -> "c " + id).toList());
        assertThat(history(connector, "public.idle")).containsExactly("r 1", "c 2");

        // a second start finds Waltap's own positions, and takes no snapshot of the idle tables
        connector.stop();
        connector.resume();
        connector.awaitStreaming();
        database.execute("INSERT INTO m2 VALUES (13, 13)");
        connector.topics().await("public.m2", 13);
        assertThat(history(connector, "public.idle")).containsExactly("r 1", "c 2");

        connector.stop();
        database.execute("INSERT INTO m2 VALUES (14, 14)");
        connector.reconfigure(debezium);
        connector.resume();
        connector
            .topics()
            .awaitUntil("the row", () -> history(connector, "public.m2").contains("c 14"));
        database.execute("INSERT INTO m2 VALUES (15, 15)");
        connector
            .topics()
            .awaitUntil("the row", () -> history(connector, "public.m2").contains("c 15"));
        assertThat(history(connector, "public.m2"))
            .as("the way back may repeat changes, and takes no snapshot")
            .noneMatch(event -> event.startsWith("r"));
      }
    }
  }

  private static List<String> history(Connector connector, String topic) {
    return connector.topics().of(topic).stream().map(MigrationIT::described).toList();
  }

  private static String described(Event event) {
    return (event.isTombstone() ? "tombstone" : event.op()) + " " + event.key().path("id").asInt();
  }
}

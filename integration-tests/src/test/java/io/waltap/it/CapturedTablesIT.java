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

/** Which tables and columns are captured, and the topics to which their rows go. */
final class CapturedTablesIT {

  // Guards against: rows of partitions on two topics, or read twice by the snapshot.
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

  // Guards against: changes of partitions that are lost because only the root is in the
  // publication.
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

  // Guards against: a publication FOR ALL TABLES of the user that becomes one of some tables.
  @Test
  void aPublicationForAllTablesStaysOne() {
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "CREATE TABLE other (id int PRIMARY KEY)",
          "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
      try (Connector connector =
          Servers.connect().create(database, ConnectorConfig.of(database, "public.t"))) {
        connector.awaitStreaming();
        database.execute("INSERT INTO other VALUES (1)", "INSERT INTO t VALUES (1)");

        assertThat(connector.topics().await("public.t", 1)).hasSize(1);
        assertThat(connector.topics().of("public.other")).isEmpty();
        assertThat(
                database.text(
                    "SELECT puballtables::text FROM pg_publication WHERE pubname = '"
                        + database.publication()
                        + "'"))
            .isEqualTo("true");
      }
    }
  }

  // Guards against: identifiers that are not quoted, converted to lower case, or illegal as the
  // name of a topic.
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

  // Guards against: columns and tables that are excluded, and are delivered anyway.
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

  private static void createPartitioned(TestDatabase database) {
    database.execute(
        "CREATE TABLE m (id int, k int, v text, PRIMARY KEY (id, k)) PARTITION BY RANGE (k)",
        "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20)",
        "INSERT INTO m VALUES (1, 1, 'a'), (2, 11, 'b')");
  }
}

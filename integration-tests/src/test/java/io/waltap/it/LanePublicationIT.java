/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Event;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lanes that read through publications of only their own tables. */
final class LanePublicationIT {
  private static final String BOTH_OWN = "%s_lane %s_1_lane";

  // Guards against: lanes that get the rows of all tables forever; changes lost when the
  // connector's publication changes while lanes read through their own publications; publications
  // that remain.
  @Test
  void lanesReadTheirOwnTablesAndFollowThePublication() {
    try (TestDatabase database = TestDatabase.create()) {
      createTables(database);
      try (Connector connector = Servers.connect().create(database, twoLanes(database))) {
        connector.awaitLanes(2);
        awaitPublications(database, own(database));
        assertThat(publishedBy(database, 0)).isEqualTo("a");
        assertThat(publishedBy(database, 1)).isEqualTo("b");
        database.execute("INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (1)");
        connector.topics().await("public.a", 1);
        connector.topics().await("public.b", 1);

        // c goes to lane 1; its row is written before a check can find the table
        database.execute(
            "ALTER PUBLICATION " + database.publication() + " ADD TABLE c",
            "INSERT INTO c VALUES (1)",
            "INSERT INTO b VALUES (2)");
        connector.topics().await("public.c", 1);
        awaitPublications(database, own(database));
        assertThat(publishedBy(database, 1)).isEqualTo("b c");
        database.execute("INSERT INTO c VALUES (2)", "INSERT INTO b VALUES (3)");
        connector.topics().await("public.c", 2);
        connector.topics().await("public.b", 3);

        // the table may be dropped and added between two checks: no change may be missing
        database.execute(
            "ALTER PUBLICATION " + database.publication() + " DROP TABLE a",
            "ALTER PUBLICATION " + database.publication() + " ADD TABLE a",
            "INSERT INTO a VALUES (2)");
        awaitKey(connector, "public.a", 2);
        awaitPublications(database, own(database));
        database.execute("INSERT INTO a VALUES (3)");
        awaitKey(connector, "public.a", 3);

        assertThat(keys(connector, "public.b")).isEqualTo("1 2 3");
        assertThat(keys(connector, "public.c")).isEqualTo("1 2");

        connector.reconfigure(twoLanes(database).with("tasks.max", "1"));
        connector.awaitLanes(1);
        await("the end of the lanes' publications")
            .atMost(Settings.patience())
            .until(() -> publications(database).equals(List.of(database.publication())));
        database.execute("INSERT INTO a VALUES (4)", "INSERT INTO c VALUES (3)");
        awaitKey(connector, "public.a", 4);
        awaitKey(connector, "public.c", 3);
        assertThat(keys(connector, "public.b")).isEqualTo("1 2 3");
      }
    }
  }

  // Guards against: changes skipped after another client has dropped a lane's publication, for
  // which PostgreSQL 18 and later only log a warning; a lane that stops because of it.
  @Test
  void aLanePublicationThatIsDroppedCostsNothing() {
    try (TestDatabase database = TestDatabase.create()) {
      createTables(database);
      try (Connector connector = Servers.connect().create(database, twoLanes(database))) {
        connector.awaitLanes(2);
        awaitPublications(database, own(database));
        database.execute(
            "INSERT INTO a VALUES (1)",
            "DROP PUBLICATION " + database.slot(0) + "_lane",
            "INSERT INTO a VALUES (2)");
        awaitKey(connector, "public.a", 2);
        awaitPublications(database, own(database));
        database.execute("INSERT INTO a VALUES (3)");
        awaitKey(connector, "public.a", 3);
        assertThat(keys(connector, "public.a")).isEqualTo("1 2 3");
      }
    }
  }

  // Guards against: rows lost or sent too early. A lane's own publication cannot repeat what the
  // connector's publication leaves out, so the lane must read through the connector's publication.
  @Test
  void aPublicationThatLeavesSomethingOutIsReadItself() {
    try (TestDatabase database = TestDatabase.create()) {
      createTables(database);
      database.execute(
          "ALTER PUBLICATION "
              + database.publication()
              + " SET (publish = 'insert, update, delete')");
      try (Connector connector = Servers.connect().create(database, twoLanes(database))) {
        connector.awaitLanes(2);
        database.execute("INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (1)");
        awaitKey(connector, "public.a", 1);
        awaitKey(connector, "public.b", 1);
        assertThat(publications(database)).containsExactly(database.publication());

        database.execute(
            "ALTER PUBLICATION "
                + database.publication()
                + " SET (publish = 'insert, update, delete, truncate')");
        awaitPublications(database, own(database));
        connector.reconfigure(twoLanes(database).with("lane.publications", "false"));
        awaitPublications(database, database.publication() + " " + database.publication());
        database.execute("INSERT INTO a VALUES (2)");
        awaitKey(connector, "public.a", 2);
      }
    }
  }

  private static void createTables(TestDatabase database) {
    database.execute(
        "CREATE TABLE a (id int PRIMARY KEY)",
        "CREATE TABLE b (id int PRIMARY KEY)",
        "CREATE TABLE c (id int PRIMARY KEY)",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE a, b");
  }

  private static ConnectorConfig twoLanes(TestDatabase database) {
    return ConnectorConfig.of(database, "public\\..*")
        .with("publication.autocreate.mode", "disabled")
        .with("tasks.max", "2")
        .with("lane.assignments", "public\\.a:0;public\\.[bc]:1")
        .with("table.discovery.interval.ms", "300")
        .withoutSchemas();
  }

  private static String own(TestDatabase database) {
    return BOTH_OWN.formatted(database.slot(0), database.slot(0));
  }

  /** Waits until the lanes read through these publications, in the order of their slots. */
  private static void awaitPublications(TestDatabase database, String publications) {
    await("lanes that read through " + publications)
        .atMost(Settings.patience())
        .until(
            () ->
                String.join(
                        " ",
                        database.texts(
                            "SELECT substring(a.query FROM '\"publication_names\" ''\"(.*?)\"''')"
                                + " FROM pg_replication_slots s JOIN pg_stat_activity a"
                                + " ON a.pid = s.active_pid WHERE NOT s.temporary"
                                + " AND s.database = current_database() ORDER BY s.slot_name"))
                    .equals(publications));
  }

  private static String publishedBy(TestDatabase database, int lane) {
    return String.join(
        " ",
        database.texts(
            "SELECT tablename FROM pg_publication_tables WHERE pubname = '"
                + database.slot(lane)
                + "_lane' ORDER BY 1"));
  }

  private static List<String> publications(TestDatabase database) {
    return database.texts("SELECT pubname FROM pg_publication ORDER BY 1");
  }

  private static void awaitKey(Connector connector, String table, int key) {
    await(table + " with row " + key)
        .atMost(Settings.patience())
        .until(() -> keys(connector, table).endsWith(Integer.toString(key)));
  }

  private static String keys(Connector connector, String table) {
    connector.topics().readOn();
    return connector.topics().of(table).stream()
        .map(Event::after)
        .map(row -> row.path("id").asText())
        .collect(Collectors.joining(" "));
  }
}

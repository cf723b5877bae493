/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The mirror of tables: {@code SELECT *} in the lake is {@code SELECT *} in PostgreSQL. */
final class MirrorIT {
  private static final String LARGE = "repeat(md5(random()::text), 400)";
  private static final List<String> COLUMNS = List.of("id", "name", "amount", "large");
  private static final String SELECT =
      "SELECT concat_ws('|', id, coalesce(name, 'null'), coalesce(amount::text, 'null'),"
          + " coalesce(large, 'null')) FROM things";
  private static final int KILLS = 4;
  private static final int CHANGES_PER_ROUND = 500;

  // Guards against: rows that are doubled or lost by updates, deletes and changes of the key; a
  // large value that an update has not sent; rows from before a truncate; a new column.
  @Test
  void theTableHasTheRowsOfPostgres() {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror")) {
      database.execute(
          "CREATE TABLE things (id int8 PRIMARY KEY, name text, amount numeric(10, 2), large text)",
          "ALTER TABLE things ALTER large SET STORAGE EXTERNAL",
          "INSERT INTO things SELECT g, 'n' || g, g + 0.5, "
              + LARGE
              + " FROM generate_series(1, 50) g");
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(database, lake, Servers.connect(), Map.of())) {
        source.awaitStreaming();
        mirror.awaitEqual(database, "things", COLUMNS, SELECT);

        database.execute(
            "UPDATE things SET name = 'large value not sent' WHERE id <= 10",
            "UPDATE things SET id = id + 100 WHERE id BETWEEN 5 AND 15",
            "DELETE FROM things WHERE id BETWEEN 20 AND 30",
            "INSERT INTO things VALUES (20, 'again', NULL, NULL)",
            "BEGIN; UPDATE things SET id = 1000 WHERE id = 1; UPDATE things SET id = 1 WHERE id = 2;"
                + " UPDATE things SET id = 2 WHERE id = 1000; COMMIT");
        mirror.awaitEqual(database, "things", COLUMNS, SELECT);

        database.execute("UPDATE things SET name = 'moved by name' WHERE id > 100");
        mirror.awaitEqual(database, "things", COLUMNS, SELECT);

        database.execute(
            "BEGIN; TRUNCATE things; INSERT INTO things VALUES (7, 'after', 7, 'x'); COMMIT");
        mirror.awaitEqual(database, "things", COLUMNS, SELECT);

        database.execute(
            "ALTER TABLE things ADD COLUMN later int",
            "INSERT INTO things VALUES (8, 'b', 8, 'y', 9)");
        mirror.awaitEqual(
            database,
            "things",
            List.of("id", "name", "later"),
            "SELECT concat_ws('|', id, name, coalesce(later::text, 'null')) FROM things");
      }
    }
  }

  // Guards against: a table that only Waltap's own records keep right.
  @Test
  void theTableHasTheRowsThatDebeziumSends() {
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-debezium")) {
      database.execute(
          "CREATE TABLE things (id int8 PRIMARY KEY, name text, amount numeric(10, 2), large text)",
          "ALTER TABLE things ALTER large SET STORAGE EXTERNAL",
          "INSERT INTO things SELECT g, 'n' || g, g, " + LARGE + " FROM generate_series(1, 20) g");
      ConnectorConfig debezium =
          ConnectorConfig.of(database, "public\\..*")
              .with("skipped.operations", "none")
              .asDebezium();
      try (Connector source = Servers.connect().create(database, debezium);
          MirrorPipeline mirror =
              MirrorPipeline.start(database, lake, Servers.connect(), Map.of())) {
        source.awaitRunning();
        mirror.awaitEqual(database, "things", COLUMNS, SELECT);
        database.execute(
            "UPDATE things SET name = 'large value not sent' WHERE id <= 10",
            "UPDATE things SET id = id + 100 WHERE id BETWEEN 5 AND 15",
            "DELETE FROM things WHERE id > 110",
            "INSERT INTO things VALUES (20, 'again', NULL, NULL) ON CONFLICT DO NOTHING");
        mirror.awaitEqual(database, "things", COLUMNS, SELECT);
        database.execute(
            "BEGIN; TRUNCATE things; INSERT INTO things VALUES (7, 'after', 7, 'x'); COMMIT");
        mirror.awaitEqual(database, "things", COLUMNS, SELECT);
      }
    }
  }

  // Guards against: a commit that is done twice, or forgotten, when a worker dies in the middle.
  @Test
  void theTableIsRightHoweverOftenTheSinkIsKilled() throws Exception {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("mirror kills with seed " + seed);
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (TestDatabase database = TestDatabase.create();
        CountedRows rows = new CountedRows(database, seed);
        Lake lake = Lake.local("mirror-kills");
        ConnectWorker worker = ConnectWorker.start("mirror", Servers.kafka())) {
      rows.preload(200);
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror = MirrorPipeline.start(database, lake, worker, Map.of())) {
        source.awaitStreaming();
        for (int kill = 1; kill <= KILLS; kill++) {
          Future<?> writing =
              background.submit(
                  () -> {
                    rows.run(CHANGES_PER_ROUND);
                    return null;
                  });
          writing.get();
          worker.kill();
          worker.start();
          mirror.restartIfFailed();
        }
        rows.run(CHANGES_PER_ROUND);
        mirror.awaitEqual(
            database,
            CountedRows.TABLE,
            List.of("id", "counter"),
            "SELECT id || '|' || counter FROM " + CountedRows.TABLE);
      }
    } finally {
      background.shutdownNow();
    }
  }
}

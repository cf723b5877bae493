/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Apache Spark writes to mirror tables. The rows are found by the index and by a scan, and a
 * difference stops the table. The test runs if the profile {@code lakes} was used once, and is
 * skipped otherwise.
 */
final class ForeignWriterIT {
  private static final String THINGS = Lake.NAMESPACE + ".things";
  private static final String COUNTERS = Lake.NAMESPACE + "." + CountedRows.TABLE;
  private static final String COMPACT =
      "CALL lake.system.rewrite_data_files(table => '%s', options => map('rewrite-all', 'true'))";

  /** A compaction that loses to the stream is no failure. */
  private static final String TRY_TO_COMPACT =
      "CALL lake.system.rewrite_data_files(table => '%s', options =>"
          + " map('rewrite-all', 'true', 'partial-progress.enabled', 'true'))";

  private static final String EXPIRE =
      "CALL lake.system.expire_snapshots(table => '%s',"
          + " older_than => TIMESTAMP '2100-01-01 00:00:00', retain_last => 1)";

  private static final int PREFIX = 12;
  private static final Mirrored ALL_THINGS =
      new Mirrored(
          "things",
          List.of("id", "name", "large"),
          "SELECT concat_ws('|', id, name, left(large, " + PREFIX + ")) FROM things");
  private static final Mirrored ALL_COUNTERS =
      new Mirrored(
          CountedRows.TABLE,
          List.of("id", "counter"),
          "SELECT id || '|' || counter FROM " + CountedRows.TABLE);

  /** A table, and the query that gives its rows as texts. */
  private record Mirrored(String name, List<String> columns, String select) {}

  // Guards against: rows of another program that are lost, or that stay next to the row of their
  // key; rows that it has deleted and that come back by themselves; a change that is applied to
  // the wrong row, because files were rewritten; a mirror that does not find its place when its
  // snapshots have expired.
  @ParameterizedTest
  @ValueSource(strings = {"vectors", "positions"})
  void whatAnotherProgramWritesStaysUntilTheKeyChanges(String deletes) {
    Spark spark = Spark.find("foreign-writer-" + deletes);
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("foreign-writer-" + deletes)) {
      createThings(database);
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(
                  database,
                  lake,
                  Servers.connect(),
                  Map.of("mirror.deletes", deletes, "mirror.compaction", "off"))) {
        source.awaitStreaming();
        awaitRows(ALL_THINGS, database, lake, Set.of());
        append(spark, database, lake);
        delete(spark, database, lake);
        compact(spark, database, lake);
        writeAndExpireWhileTheSinkIsStopped(spark, database, lake, mirror);
      }
    }
  }

  private static void createThings(TestDatabase database) {
    database.execute(
        "CREATE TABLE things (id int8 PRIMARY KEY, name text NOT NULL, large text NOT NULL)",
        "ALTER TABLE things ALTER large SET STORAGE EXTERNAL",
        "INSERT INTO things SELECT g, 'n' || g, repeat(md5(random()::text), 400)"
            + " FROM generate_series(1, 40) g");
  }

  private static void append(Spark spark, TestDatabase database, Lake lake) {
    run(
        spark,
        lake,
        "INSERT INTO %s VALUES (1, 'second', 'foreign'), (500, 'foreign', 'foreign'),"
            + " (600, 'foreign', 'foreign')");
    database.execute("UPDATE things SET name = 'b' WHERE id = 2");
    awaitRows(
        ALL_THINGS,
        database,
        lake,
        Set.of(),
        "1|second|foreign",
        "500|foreign|foreign",
        "600|foreign|foreign");

    database.execute(
        "UPDATE things SET name = 'once', large = 'short' WHERE id = 1",
        "INSERT INTO things VALUES (500, 'ours', 'short')");
    awaitRows(ALL_THINGS, database, lake, Set.of(), "600|foreign|foreign");
  }

  private static void delete(Spark spark, TestDatabase database, Lake lake) {
    run(
        spark,
        lake,
        "ALTER TABLE %s SET TBLPROPERTIES ('write.delete.mode' = 'merge-on-read',"
            + " 'write.delete.granularity' = 'partition')",
        "DELETE FROM %s WHERE id IN (3, 4)",
        "ALTER TABLE %s SET TBLPROPERTIES ('write.delete.mode' = 'copy-on-write')",
        "DELETE FROM %s WHERE id IN (5, 6)");
    database.execute("UPDATE things SET name = 'c' WHERE id = 7");
    awaitRows(ALL_THINGS, database, lake, Set.of("3", "4", "5", "6"), "600|foreign|foreign");

    // the large value of the last one is not sent, and the table does not have it
    database.execute(
        "UPDATE things SET name = 'back', large = 'short' WHERE id IN (3, 5)",
        "DELETE FROM things WHERE id = 4",
        "UPDATE things SET name = 'incomplete' WHERE id = 6",
        "UPDATE things SET name = 'd' WHERE id = 7");
    awaitRows(ALL_THINGS, database, lake, Set.of("6"), "600|foreign|foreign");
    database.execute("UPDATE things SET large = 'short' WHERE id = 6");
    awaitRows(ALL_THINGS, database, lake, Set.of(), "600|foreign|foreign");
  }

  private static void compact(Spark spark, TestDatabase database, Lake lake) {
    run(spark, lake, COMPACT);
    database.execute(
        "UPDATE things SET name = 'large unsent' WHERE id <= 10",
        "DELETE FROM things WHERE id BETWEEN 20 AND 25",
        "UPDATE things SET id = 130 WHERE id = 30");
    awaitRows(ALL_THINGS, database, lake, Set.of(), "600|foreign|foreign");
  }

  private static void writeAndExpireWhileTheSinkIsStopped(
      Spark spark, TestDatabase database, Lake lake, MirrorPipeline mirror) {
    mirror.sink().stop();
    run(
        spark,
        lake,
        "INSERT INTO %s VALUES (700, 'foreign', 'foreign')",
        "UPDATE %s SET name = 'foreign', large = 'foreign' WHERE id = 8",
        "DELETE FROM %s WHERE id = 9",
        COMPACT,
        EXPIRE);
    database.execute("UPDATE things SET name = 'e' WHERE id = 10");
    mirror.sink().resume();
    awaitRows(
        ALL_THINGS,
        database,
        lake,
        Set.of("8", "9"),
        "8|foreign|foreign",
        "600|foreign|foreign",
        "700|foreign|foreign");

    database.execute(
        "UPDATE things SET name = 'ours', large = 'short' WHERE id IN (8, 9)",
        "INSERT INTO things VALUES (600, 'ours', 'short'), (700, 'ours', 'short')",
        "DELETE FROM things WHERE id = 600");
    awaitRows(ALL_THINGS, database, lake, Set.of());
  }

  // Guards against: rows that are lost or doubled when a compaction or an append of another program
  // meets commits of the mirror; a mirror that never gets through. The catalog is a server, since
  // two programs may not write to a catalog of directories.
  @Test
  void theStreamAndAnotherProgramGoOnTogether() throws Exception {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("changes next to a foreign writer with seed " + seed);
    Spark spark = Spark.find("foreign-writer-meanwhile");
    ExecutorService background = Executors.newSingleThreadExecutor();
    AtomicBoolean done = new AtomicBoolean();
    try (RestCatalogServer rest = RestCatalogServer.start("foreign-writer-catalog");
        TestDatabase database = TestDatabase.create();
        CountedRows rows = new CountedRows(database, seed);
        Lake lake = rest.lake()) {
      rows.preload(200);
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(
                  database, lake, Servers.connect(), Map.of("mirror.compaction", "off"))) {
        source.awaitStreaming();
        awaitRows(ALL_COUNTERS, database, lake, Set.of());
        Future<?> writing =
            background.submit(
                () -> {
                  while (!done.get()) {
                    String before = metadata(lake);
                    rows.run(50);
                    awaitCommit(lake, before);
                  }
                  return null;
                });
        try {
          spark.run(
              lake,
              List.of(
                  TRY_TO_COMPACT.formatted(COUNTERS),
                  "INSERT INTO %s VALUES (-1, 1), (-2, 1)".formatted(COUNTERS),
                  TRY_TO_COMPACT.formatted(COUNTERS),
                  "INSERT INTO %s VALUES (-3, 1)".formatted(COUNTERS),
                  TRY_TO_COMPACT.formatted(COUNTERS)));
        } finally {
          done.set(true);
        }
        writing.get();
        assertThat(mirror.sink().failure()).isNull();
        awaitRows(ALL_COUNTERS, database, lake, Set.of(), "-1|1", "-2|1", "-3|1");
      }
    } finally {
      background.shutdownNow();
    }
  }

  private static String metadata(Lake lake) {
    return lake.reader().metadataFile(Lake.NAMESPACE, CountedRows.TABLE);
  }

  /** Waits for a commit of either program, so that there are not too many changes. */
  private static void awaitCommit(Lake lake, String before) {
    await("a commit")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !metadata(lake).equals(before));
  }

  /** Runs statements on the table of things. */
  private static void run(Spark spark, Lake lake, String... statements) {
    List<String> ofThings = new ArrayList<>();
    for (String statement : statements) {
      ofThings.add(statement.formatted(THINGS));
    }
    spark.run(lake, ofThings);
  }

  /**
   * Waits until the table has the rows of PostgreSQL, without some, and with those of the other
   * program.
   *
   * @param missing keys of rows that the table does not have
   * @param foreign rows that only the table has
   */
  private static void awaitRows(
      Mirrored table, TestDatabase database, Lake lake, Set<String> missing, String... foreign) {
    await(table.name() + " as in PostgreSQL, and with the rows of the other program")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              List<String> expected = new ArrayList<>(List.of(foreign));
              for (String row : database.texts(table.select())) {
                if (!missing.contains(row.substring(0, row.indexOf('|')))) {
                  expected.add(row);
                }
              }
              assertThat(landed(table, lake)).containsExactlyInAnyOrderElementsOf(expected);
            });
  }

  private static List<String> landed(Mirrored table, Lake lake) {
    if (lake.rowCount(table.name()) == 0) {
      return List.of();
    }
    return lake.reader().rows(Lake.NAMESPACE, table.name()).stream()
        .map(
            row ->
                table.columns().stream()
                    .map(column -> prefix(String.valueOf(row.get(column))))
                    .collect(Collectors.joining("|")))
        .toList();
  }

  private static String prefix(String value) {
    return value.substring(0, Math.min(PREFIX, value.length()));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.embedded.FileTree;
import io.waltap.it.Steadily;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.lake.LakeReaders;
import io.waltap.standalone.lake.LakeUpkeep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code ./waltap run} with the mirror sink: {@code LANDING=mirror} and {@code LANDING=both}. */
class RunMirrorIT {
  private static final String MIRRORS = RunProcess.NAMESPACE;
  private static final String LOG = RunProcess.NAMESPACE + "_changes";
  private static final String TOPIC = "waltap.public.things";
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Map<String, String> BOTH = Map.of("LANDING", "both");

  // Guards against: a stop after which one of the tables lacks a row that was captured; the last
  // transaction, which the mirror holds back until another record comes.
  @Test
  void withBothSinksWhatWasCapturedIsInBothTablesAfterAStop() throws Exception {
    Path directory = Lake.Directories.fresh("run-mirror-both");
    try (TestDatabase database = TestDatabase.create()) {
      createThings(database);
      try (RunProcess run = RunProcess.start(database, directory, BOTH).awaitRunning()) {
        awaitMirror(directory, MIRRORS, database);
        change(database);
        awaitMirror(directory, MIRRORS, database);
        await("health")
            .atMost(Settings.patience())
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> run.health().startsWith("200 "));
        assertThat(run.text()).contains("Each table gets a mirror", "mirror RUNNING");
        assertThat(run.terminate()).isZero();
      }
      Map<String, String> slowly = new HashMap<>(BOTH);
      slowly.put("FLUSH_INTERVAL_MS", "60000");
      try (RunProcess run = RunProcess.start(database, directory, slowly).awaitRunning()) {
        long before = run.records(TOPIC);
        database.execute("UPDATE things SET name = 'the last one' WHERE id = 3");
        await("the update in Kafka")
            .atMost(Settings.patience())
            .pollInterval(Duration.ofMillis(100))
            .until(() -> run.records(TOPIC) > before);
        assertThat(run.terminate()).as(run.text()).isZero();
        assertThat(run.text()).contains("everything that was captured has landed");
      }
      requireMirror(directory, MIRRORS, database);
      Map<Object, Map<String, Object>> state =
          ChangeLog.currentState(rows(directory, LOG, "things"), "id");
      assertThat(state).hasSize(rows(directory, MIRRORS, "things").size());
      assertThat(state.get(3L).get("name")).isEqualTo("the last one");
      assertThat(rows(directory, LOG, "things").stream().filter(row -> row.get("_op").equals("r")))
          .as("the table was read once")
          .hasSize(100);
    }
    requireMirrorsLeftAlone(directory);
  }

  // Guards against: snapshots that run expires, and the mirror with other rules as well.
  private static void requireMirrorsLeftAlone(Path directory) {
    try (LakeUpkeep lake =
        LakeReaders.openUpkeep(Lake.sinkPlugin(), RunProcess.catalog(directory), Map.of())) {
      Instant now = Instant.now();
      assertThat(lake.expireSnapshots(MIRRORS, "waltap.made-by-run", now)).isZero();
      assertThat(lake.expireSnapshots(LOG, "waltap.made-by-run", now)).isPositive();
    }
  }

  // Guards against: rows that are doubled or lost by a kill or with the data directory. The topics
  // of the next broker have other records at the same offsets, and the source sends some changes
  // again.
  @Test
  void theMirrorIsRightAfterKillsAndWithoutItsDataDirectory() throws Exception {
    Path directory = Lake.Directories.fresh("run-mirror-durability");
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("mirror of run with seed " + seed);
    Map<String, String> mirror = Map.of("LANDING", "mirror");
    try (TestDatabase database = TestDatabase.create();
        CountedRows rows = new CountedRows(database, seed)) {
      database.execute(
          // it has no change for long, so its position stays where it is
          "CREATE TABLE countries (id int8 PRIMARY KEY)",
          "INSERT INTO countries VALUES (1)",
          "CREATE TABLE nothing (id int8 PRIMARY KEY)",
          "CREATE PUBLICATION "
              + database.publication()
              + " FOR TABLE "
              + CountedRows.TABLE
              + ", countries, nothing");
      rows.preload(200);
      try (Steadily writer = new Steadily(() -> rows.run(5), PAUSE)) {
        try (RunProcess first = RunProcess.start(database, directory, mirror).awaitRunning()) {
          database.awaitSlot();
          awaitConfirmed(database);
          first.kill();
        }
        try (RunProcess afterKill = RunProcess.start(database, directory, mirror).awaitRunning()) {
          awaitConfirmed(database);
          afterKill.kill();
        }
        FileTree.delete(RunProcess.state(directory));
        try (RunProcess withoutData =
            RunProcess.start(database, directory, mirror).awaitRunning()) {
          withoutData.awaitLine("going on from those in the catalog");
          withoutData.kill();
        }
        // the broker is the new one, and the mirror may have committed there or not
        try (RunProcess last = RunProcess.start(database, directory, mirror).awaitRunning()) {
          awaitConfirmed(database);
          writer.stop();
          assertThat(last.terminate()).as(last.text()).isZero();
        }
        FileTree.delete(RunProcess.state(directory));
        try (RunProcess again = RunProcess.start(database, directory, mirror).awaitRunning()) {
          rows.run(20);
          database.execute("INSERT INTO countries VALUES (2)", "INSERT INTO nothing VALUES (1)");
          awaitConfirmed(database);
          assertThat(again.text()).contains("without a mirror table are read: public.nothing");
          assertThat(again.terminate()).as(again.text()).isZero();
        }
      }
      assertThat(texts(directory, MIRRORS, CountedRows.TABLE, List.of("id", "counter")))
          .isEqualTo(expected(database, "SELECT id || '|' || counter FROM " + CountedRows.TABLE));
      assertThat(texts(directory, MIRRORS, "countries", List.of("id")))
          .isEqualTo(expected(database, "SELECT id::text FROM countries"));
      assertThat(texts(directory, MIRRORS, "nothing", List.of("id")))
          .isEqualTo(expected(database, "SELECT id::text FROM nothing"));
    }
  }

  // Guards against: a mirror that has only what changed since it was turned on; a change log that
  // is appended to mirrors.
  @Test
  void aMirrorThatIsTurnedOnLaterOrWasDroppedHasAllRows() throws Exception {
    Path directory = Lake.Directories.fresh("run-mirror-later");
    Map<String, String> later =
        Map.of(
            "LANDING", "both",
            "ICEBERG_NAMESPACE", "mirrors",
            "CHANGELOG_NAMESPACE", RunProcess.NAMESPACE);
    try (TestDatabase database = TestDatabase.create()) {
      createThings(database);
      try (RunProcess log = RunProcess.start(database, directory).awaitRunning()) {
        awaitRows(directory, RunProcess.NAMESPACE, 100);
        change(database);
        assertThat(log.terminate()).as(log.text()).isZero();
      }
      database.execute("DELETE FROM things WHERE id = 9");
      try (RunProcess both = RunProcess.start(database, directory, later).awaitRunning()) {
        both.awaitLine("without a mirror table are read: public.things");
        awaitMirror(directory, "mirrors", database);
        assertThat(both.terminate()).as(both.text()).isZero();
      }
      FileTree.delete(RunProcess.lake(directory).resolve("mirrors").resolve("things"));
      database.execute("DELETE FROM things WHERE id = 11");
      try (RunProcess again = RunProcess.start(database, directory, later).awaitRunning()) {
        awaitMirror(directory, "mirrors", database);
        assertThat(again.terminate()).as(again.text()).isZero();
      }
      try (RunProcess refused =
          RunProcess.start(database, directory, Map.of("ICEBERG_NAMESPACE", "mirrors"))) {
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.text()).contains("has mirror tables: things", "CHANGELOG_NAMESPACE");
      }
      requireMirror(directory, "mirrors", database);
    }
  }

  // Guards against: a mirror that goes on without the changes of a time in which it was off.
  @Test
  void aMirrorThatLacksChangesIsRefusedUntilItIsDropped() throws Exception {
    Path directory = Lake.Directories.fresh("run-mirror-lacking");
    try (TestDatabase database = TestDatabase.create()) {
      createThings(database);
      try (RunProcess both = RunProcess.start(database, directory, BOTH).awaitRunning()) {
        awaitMirror(directory, MIRRORS, database);
        assertThat(both.terminate()).as(both.text()).isZero();
      }
      Map<String, String> log = Map.of("LANDING", "changelog", "CHANGELOG_NAMESPACE", LOG);
      try (RunProcess off = RunProcess.start(database, directory, log).awaitRunning()) {
        long before = rows(directory, LOG, "things").size();
        change(database);
        awaitRows(directory, LOG, before + 1);
        assertThat(off.terminate()).as(off.text()).isZero();
      }
      FileTree.delete(RunProcess.state(directory));
      try (RunProcess refused = RunProcess.start(database, directory, BOTH)) {
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.text()).contains("may lack changes", "waltap.things");
      }
      FileTree.delete(RunProcess.lake(directory).resolve(MIRRORS).resolve("things"));
      try (RunProcess both = RunProcess.start(database, directory, BOTH).awaitRunning()) {
        awaitMirror(directory, MIRRORS, database);
        assertThat(both.terminate()).as(both.text()).isZero();
      }
    }
  }

  private static void createThings(TestDatabase database) {
    database.execute(
        "CREATE TABLE things (id int8 PRIMARY KEY, name text, large text)",
        "ALTER TABLE things ALTER large SET STORAGE EXTERNAL",
        "INSERT INTO things SELECT g, 'n' || g, repeat(g::text, 4000)"
            + " FROM generate_series(1, 100) g",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE things");
  }

  private static void change(TestDatabase database) {
    database.execute(
        "UPDATE things SET name = 'changed, and the large value is not sent' WHERE id <= 30",
        "DELETE FROM things WHERE id BETWEEN 20 AND 40",
        "UPDATE things SET id = id + 1000 WHERE id BETWEEN 50 AND 60",
        "INSERT INTO things VALUES (500, 'new', 'x')");
  }

  private static void awaitMirror(Path directory, String namespace, TestDatabase database) {
    await("the mirror as PostgreSQL")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> requireMirror(directory, namespace, database));
  }

  private static void requireMirror(Path directory, String namespace, TestDatabase database) {
    assertThat(texts(directory, namespace, "things", List.of("id", "name", "large")))
        .isEqualTo(expected(database, "SELECT concat_ws('|', id, name, large) FROM things"));
  }

  private static void awaitRows(Path directory, String namespace, long atLeast) {
    await(atLeast + " rows in the change log")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(500))
        .until(() -> rows(directory, namespace, "things").size() >= atLeast);
  }

  /** Waits until the slot was confirmed beyond what was written before. */
  private static void awaitConfirmed(TestDatabase database) {
    long end = database.number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::int8");
    await("a confirmed slot")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(200))
        .until(() -> database.confirmedLsn() >= end);
  }

  /** The rows as texts of some columns, by the first of these. */
  private static Map<String, String> texts(
      Path directory, String namespace, String table, List<String> columns) {
    Map<String, String> texts = new TreeMap<>();
    for (Map<String, Object> row : rows(directory, namespace, table)) {
      List<String> values = new ArrayList<>();
      columns.forEach(column -> values.add(String.valueOf(row.get(column))));
      String text = String.join("|", values);
      assertThat(texts.put(values.get(0), text)).as("a row twice: %s", values.get(0)).isNull();
    }
    return texts;
  }

  private static Map<String, String> expected(TestDatabase database, String select) {
    Map<String, String> texts = new TreeMap<>();
    for (String text : database.texts(select)) {
      int end = text.indexOf('|');
      texts.put(end < 0 ? text : text.substring(0, end), text);
    }
    return texts;
  }

  /** A table that is being created has a directory, and no metadata yet. */
  private static List<Map<String, Object>> rows(Path directory, String namespace, String table) {
    try (LakeReader lake = LakeReaders.open(Lake.sinkPlugin(), RunProcess.catalog(directory))) {
      return lake.rowCount(namespace, table) > 0 ? lake.rows(namespace, table) : List.of();
    }
  }
}

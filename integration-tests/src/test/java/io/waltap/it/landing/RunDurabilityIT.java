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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code ./waltap run} is killed, loses what was not synced, loses its data directory, and gets an
 * old copy of it, while rows change. A ledger in the memory of the test has every version of every
 * row.
 */
class RunDurabilityIT {
  private static final int ROWS = 200;
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** A version of a row: each is written once. */
  private record Version(long id, long version) {}

  // Guards against: rows that were only in the broker when it was lost; a sink that writes files
  // and never commits them, since the tables remember offsets of the lost broker; tables that are
  // read again at each start.
  @Test
  void nothingIsLostByKillsPowerFailuresOrALostOrOldDataDirectory() throws Exception {
    Path directory = Lake.Directories.fresh("run-durability");
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE things (id int8 PRIMARY KEY, version int8)",
          "INSERT INTO things SELECT g, g FROM generate_series(1, " + ROWS + ") g",
          // it has no change for long, so its position stays where it is
          "CREATE TABLE countries (id int PRIMARY KEY)",
          "INSERT INTO countries VALUES (1)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE things, countries");
      Ledger ledger = new Ledger(database);
      Steadily writer = null;
      try (ledger) {
        try (RunProcess first = RunProcess.start(database, directory).awaitRunning()) {
          awaitLanded(directory, ROWS);
          writer = new Steadily(ledger::write, PAUSE);
          awaitConfirmed(database);
          assertThat(first.health()).isEqualTo("200 {\"status\":\"ready\"}");
          copyOfAnotherTime(directory);
          awaitConfirmed(database);
        }
        try (RunProcess afterKill = RunProcess.start(database, directory).awaitRunning()) {
          awaitConfirmed(database);
          afterKill.kill();
        }
        PowerFailure.on(RunProcess.state(directory).resolve("kafka"), System.nanoTime());
        try (RunProcess afterPowerFailure = RunProcess.start(database, directory).awaitRunning()) {
          awaitConfirmed(database);
          afterPowerFailure.kill();
        }
        FileTree.delete(RunProcess.state(directory));
        try (RunProcess withoutData = RunProcess.start(database, directory).awaitRunning()) {
          withoutData.awaitLine("going on from those in the catalog");
          awaitConfirmed(database);
        }
        FileTree.delete(RunProcess.state(directory).resolve("kafka"));
        Files.move(directory.resolve("old"), RunProcess.state(directory).resolve("kafka"));
        try (RunProcess onOldCopy = RunProcess.start(database, directory).awaitRunning()) {
          onOldCopy.awaitLine("have lost what was stored last");
          awaitConfirmed(database);
          writer.stop();
          assertThat(onOldCopy.terminateTwice()).isZero();
          assertThat(onOldCopy.text())
              .contains("everything that was captured has landed")
              .doesNotContain("\tat ");
        }
        requireEverything(directory, database, ledger);
      } finally {
        if (writer != null) {
          writer.close();
        }
      }
    }
  }

  private static void requireEverything(Path directory, TestDatabase database, Ledger ledger) {
    List<Map<String, Object>> log = log(directory);
    Map<List<Object>, Map<String, Object>> changes = new HashMap<>();
    for (Map<String, Object> change : log) {
      Map<String, Object> before =
          changes.put(List.of(change.get("_lsn"), change.get("id")), change);
      if (before != null) {
        assertThat(without(change)).as("the same change again").isEqualTo(without(before));
      }
    }
    List<Version> landed = new ArrayList<>();
    changes
        .values()
        .forEach(
            change ->
                landed.add(
                    new Version(
                        ((Number) change.get("id")).longValue(),
                        ((Number) change.get("version")).longValue())));
    assertThat(landed).as("each (_lsn, id) is another version").doesNotHaveDuplicates();
    assertThat(new HashSet<>(landed)).isEqualTo(ledger.versions());
    assertThat(log.stream().filter(change -> "r".equals(change.get("_op"))).count())
        .as("the tables were read once")
        .isEqualTo(ROWS);
    Map<Long, Long> state = new HashMap<>();
    ChangeLog.currentState(log, "id")
        .forEach(
            (id, change) ->
                state.put(((Number) id).longValue(), ((Number) change.get("version")).longValue()));
    Map<Long, Long> table = new HashMap<>();
    for (String row : database.texts("SELECT id || ' ' || version FROM things")) {
      String[] parts = row.split(" ", 2);
      table.put(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }
    assertThat(state).isEqualTo(table);
  }

  /** The columns of a change that say the same when it lands again. */
  private static Map<String, Object> without(Map<String, Object> change) {
    Map<String, Object> same = new HashMap<>(change);
    same.remove("_seq"); // it is larger
    return same;
  }

  private static void awaitLanded(Path directory, long rows) {
    await(rows + " rows in the table")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(500))
        .until(() -> log(directory).size() >= rows);
  }

  /** Waits until the slot was confirmed beyond what was written before. */
  private static void awaitConfirmed(TestDatabase database) {
    long end = database.number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::int8");
    await("a confirmed slot")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(200))
        .until(() -> database.confirmedLsn() >= end);
  }

  private static List<Map<String, Object>> log(Path directory) {
    try (LakeReader lake = LakeReaders.open(Lake.sinkPlugin(), RunProcess.catalog(directory))) {
      // a table that is being created has a directory, and no metadata yet
      return lake.rowCount(RunProcess.NAMESPACE, "things") > 0
          ? lake.rows(RunProcess.NAMESPACE, "things")
          : List.of();
    }
  }

  /** As a backup takes it: files change meanwhile. */
  private static void copyOfAnotherTime(Path directory) throws IOException {
    Path from = RunProcess.state(directory).resolve("kafka");
    Path to = directory.resolve("old");
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(
                  file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** Writes rows, and remembers what was committed. */
  private static final class Ledger implements AutoCloseable {
    private final Connection connection;
    private final Set<Version> versions = Collections.synchronizedSet(new HashSet<>());
    private long number = ROWS;

    Ledger(TestDatabase database) {
      this.connection = database.connect();
      for (long id = 1; id <= ROWS; id++) {
        versions.add(new Version(id, id));
      }
    }

    /** A new row, and a new version of an old one, in one transaction. */
    void write() throws SQLException {
      long inserted = ++number;
      long updated = 1 + number % ROWS;
      long version = ++number;
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO things VALUES (?, ?)");
          PreparedStatement update =
              connection.prepareStatement("UPDATE things SET version = ? WHERE id = ?")) {
        insert.setLong(1, inserted);
        insert.setLong(2, inserted);
        insert.executeUpdate();
        update.setLong(1, version);
        update.setLong(2, updated);
        update.executeUpdate();
      }
      connection.commit();
      versions.add(new Version(inserted, inserted));
      versions.add(new Version(updated, version));
    }

    Set<Version> versions() {
      return Set.copyOf(versions);
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}

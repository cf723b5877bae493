/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A database for one workload, with one publication. Its session also queries the slots. */
final class BenchDatabase implements AutoCloseable {
  static final String PUBLICATION = "bench";

  /**
   * The table that is written after the backlog. Whoever waits for the end of the backlog then gets
   * a change that is beyond it.
   */
  static final String MARKER = "bench_marker";

  private static final Duration RELEASE = Duration.ofSeconds(30);

  private final EmbeddedPostgres postgres;
  private final String name;
  private final Connection session;

  private BenchDatabase(EmbeddedPostgres postgres, String name, Connection session) {
    this.postgres = postgres;
    this.name = name;
    this.session = session;
  }

  /** Creates the database, with the workload's tables. An old database of this name is dropped. */
  static BenchDatabase create(EmbeddedPostgres postgres, Workload workload, long rows)
      throws SQLException {
    String name = "bench_" + workload.name().replace('-', '_');
    try (Connection maintenance = postgres.connect("postgres");
        Statement statement = maintenance.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      statement.execute("CREATE DATABASE " + name);
    }
    BenchDatabase database = new BenchDatabase(postgres, name, postgres.connect(name));
    database.execute("CREATE TABLE " + MARKER + " (id int PRIMARY KEY)");
    for (String sql : workload.setup(rows)) {
      database.execute(sql);
    }
    database.execute("CREATE PUBLICATION " + PUBLICATION + " FOR ALL TABLES");
    database.execute("CHECKPOINT");
    return database;
  }

  EmbeddedPostgres postgres() {
    return postgres;
  }

  String name() {
    return name;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  String text(String query) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    }
  }

  void createSlot(String slot) throws SQLException {
    text("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
  }

  /**
   * Writes the backlog.
   *
   * @return the LSN at which it ends
   */
  String write(Workload workload, long rows) throws SQLException {
    execute(workload.write(rows));
    String end = text("SELECT pg_current_wal_lsn()");
    execute("INSERT INTO " + MARKER + " VALUES (1)");
    return end;
  }

  /**
   * Writes a few rows that are not counted.
   *
   * @return a position before the last of these rows: whoever gets the last row has passed the
   *     position
   */
  String writeMarkers() throws SQLException {
    writeMarker();
    String position = text("SELECT pg_current_wal_lsn()");
    writeMarker();
    return position;
  }

  private void writeMarker() throws SQLException {
    // 1 is the row of the backlog
    execute("INSERT INTO " + MARKER + " SELECT COALESCE(max(id), 1) + 1 FROM " + MARKER);
  }

  /**
   * Returns the slot of this name, and all slots whose names are this name, an underscore and more.
   */
  List<String> slots(String name) throws SQLException {
    List<String> slots = new ArrayList<>();
    try (PreparedStatement statement =
        session.prepareStatement(
            "SELECT slot_name FROM pg_replication_slots"
                + " WHERE slot_name = ? OR starts_with(slot_name::text, ?)")) {
      statement.setString(1, name);
      statement.setString(2, name + "_");
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          slots.add(result.getString(1));
        }
      }
    }
    return slots;
  }

  /** Counts the slots that are confirmed at least up to a position. */
  int confirmed(List<String> slots, String position) throws SQLException {
    try (PreparedStatement statement =
        session.prepareStatement(
            "SELECT count(*) FROM pg_replication_slots"
                + " WHERE slot_name = ANY (?) AND confirmed_flush_lsn >= ?::pg_lsn")) {
      statement.setArray(1, session.createArrayOf("text", slots.toArray()));
      statement.setString(2, position);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }

  /** Returns the process IDs of the walsenders that serve these slots now. */
  List<Long> servedBy(List<String> slots) throws SQLException {
    List<Long> pids = new ArrayList<>();
    try (PreparedStatement statement =
        session.prepareStatement(
            "SELECT active_pid FROM pg_replication_slots"
                + " WHERE slot_name = ANY (?) AND active_pid IS NOT NULL")) {
      statement.setArray(1, session.createArrayOf("text", slots.toArray()));
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          pids.add(result.getLong(1));
        }
      }
    }
    return pids;
  }

  /** Waits until the slot has no reader; a reader that does not stop is terminated. */
  void free(String slot) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + RELEASE.toNanos();
    List<Long> readers = servedBy(List.of(slot));
    while (!readers.isEmpty() && System.nanoTime() - deadline < 0) {
      Thread.sleep(100);
      readers = servedBy(List.of(slot));
    }
    for (long reader : readers) {
      execute("SELECT pg_terminate_backend(" + reader + ", 10000)");
    }
  }

  /** Drops a slot, if it exists, after its reader has stopped. */
  void dropSlot(String slot) throws SQLException, InterruptedException {
    free(slot);
    execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
            + slot
            + "'");
  }

  /**
   * Drops the remaining slots and closes the session. The database is dropped when the next
   * database of this name is created.
   */
  @Override
  public void close() throws SQLException {
    try (session) {
      execute(
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
              + " WHERE database = current_database() AND NOT active");
    }
  }
}

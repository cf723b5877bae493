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

/**
 * A database of its own for each workload, with one publication; the session watches the slots too.
 */
final class BenchDatabase implements AutoCloseable {
  static final String PUBLICATION = "bench";

  /**
   * Written behind the backlog, so that whoever waits for its end gets something that lies beyond.
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

  /** Makes it anew, with the workload's tables. */
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
   * @return where it ends
   */
  String write(Workload workload, long rows) throws SQLException {
    execute(workload.write(rows));
    String end = text("SELECT pg_current_wal_lsn()");
    execute("INSERT INTO " + MARKER + " VALUES (1)");
    return end;
  }

  /**
   * Writes a few rows that nobody counts.
   *
   * @return a position before the last of them, so that whoever gets that one has passed it
   */
  String writeMarkers() throws SQLException {
    writeMarker();
    String position = text("SELECT pg_current_wal_lsn()");
    writeMarker();
    return position;
  }

  private void writeMarker() throws SQLException {
    // 1 is the backlog's
    execute("INSERT INTO " + MARKER + " SELECT COALESCE(max(id), 1) + 1 FROM " + MARKER);
  }

  /** The slot of this name, and all whose names go on behind it with an underscore. */
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

  /** How many of the slots are confirmed at least up to a position. */
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

  /** The walsenders' processes that serve these slots now. */
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

  /** Waits until nobody reads the slot; who does not let go is ended. */
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

  /** Drops a slot if it exists, when its reader has let go. */
  void dropSlot(String slot) throws SQLException, InterruptedException {
    free(slot);
    execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
            + slot
            + "'");
  }

  /**
   * Drops the slots that are left, and closes the session; the database goes when the next one is
   * made.
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

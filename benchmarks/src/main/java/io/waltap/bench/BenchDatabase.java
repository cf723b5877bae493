/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.standalone.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A database of its own for each workload, with one publication; the session watches the slots too. */
final class BenchDatabase implements AutoCloseable {
  static final String PUBLICATION = "bench";

  /** Written behind the backlog, so that whoever waits for its end gets something that lies beyond. */
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

  /** The walsender's process that serves the slot now, or 0. */
  long servedBy(String slot) throws SQLException {
    try (PreparedStatement statement =
        session.prepareStatement(
            "SELECT active_pid FROM pg_replication_slots WHERE slot_name = ?")) {
      statement.setString(1, slot);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? result.getLong(1) : 0;
      }
    }
  }

  /** Drops a slot if it exists, when its reader has let go. */
  void dropSlot(String slot) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + RELEASE.toNanos();
    long pid = servedBy(slot);
    while (pid != 0 && System.nanoTime() < deadline) {
      Thread.sleep(100);
      pid = servedBy(slot);
    }
    if (pid != 0) {
      execute("SELECT pg_terminate_backend(" + pid + ", 10000)");
    }
    execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
            + slot
            + "'");
  }

  /** Drops the slots that are left, and closes the session; the database goes when the next one is made. */
  @Override
  public void close() throws SQLException {
    try (session) {
      execute(
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
              + " WHERE database = current_database() AND NOT active");
    }
  }
}

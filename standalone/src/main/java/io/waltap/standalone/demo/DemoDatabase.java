/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import io.waltap.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The demo's database, and what PostgreSQL says about its WAL and its slot. */
final class DemoDatabase {
  static final String NAME = "shop";
  static final String SLOT = "waltap_demo";

  private static final String CONFIRMED =
      "SELECT confirmed_flush_lsn >= ?::pg_lsn FROM pg_replication_slots WHERE slot_name = ?";

  private DemoDatabase() {}

  static void create(EmbeddedPostgres postgres) throws SQLException {
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + NAME);
    }
  }

  static String serverVersion(Connection connection) throws SQLException {
    return "PostgreSQL " + text(connection, "SHOW server_version");
  }

  /** The end of the WAL that is on disk. */
  static String flushedLsn(Connection connection) throws SQLException {
    return text(connection, "SELECT pg_current_wal_flush_lsn()::text");
  }

  /** Whether the slot is confirmed up to that LSN. */
  static boolean confirmed(Connection connection, String lsn) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CONFIRMED)) {
      statement.setString(1, lsn);
      statement.setString(2, SLOT);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}

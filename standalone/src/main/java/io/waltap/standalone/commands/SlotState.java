/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/** What the server says about the source's slot, for the health line. */
final class SlotState {
  private static final String QUERY =
      "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()"
          + " ELSE pg_current_wal_lsn() END - restart_lsn, active"
          + " FROM pg_replication_slots WHERE slot_name = ?";
  private static final long MB = 1024 * 1024;

  private SlotState() {}

  /** A few words, also if the server does not answer. */
  static String describe(Map<String, String> source) {
    Properties properties = new Properties();
    properties.setProperty("user", source.getOrDefault("database.user", ""));
    properties.setProperty("password", source.getOrDefault("database.password", ""));
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "10");
    properties.setProperty("ApplicationName", "waltap health");
    source.forEach(
        (name, value) -> {
          if (name.startsWith("database.ssl") && !value.isBlank()) {
            properties.setProperty(name.substring("database.".length()), value);
          }
        });
    String url =
        "jdbc:postgresql://"
            + source.get("database.hostname")
            + ":"
            + source.get("database.port")
            + "/"
            + source.get("database.dbname");
    try (Connection connection = DriverManager.getConnection(url, properties);
        PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setString(1, source.get("slot.name"));
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return "no slot " + source.get("slot.name");
        }
        return "slot "
            + (row.getBoolean(2) ? "active" : "idle")
            + ", keeps "
            + row.getLong(1) / MB
            + " MB of WAL";
      }
    } catch (SQLException e) {
      return "PostgreSQL does not answer (" + e.getSQLState() + ")";
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.SlotState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks the server about the source's slot, for the health of a run. It connects as the connector
 * does, with the same hosts, encryption and password, so it is loaded together with the connector.
 */
public final class SlotQuestion implements Function<Map<String, String>, SlotReport> {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(10);
  private static final long MB = 1024 * 1024;
  private static final String WAL_END =
      "SELECT pg_catalog.pg_wal_lsn_diff(CASE WHEN pg_catalog.pg_is_in_recovery()"
          + " THEN pg_catalog.pg_last_wal_receive_lsn()"
          + " ELSE pg_catalog.pg_current_wal_lsn() END, '0/0')";

  @Override
  public SlotReport apply(Map<String, String> properties) {
    ConnectorConfig config = new ConnectorConfig(properties);
    String slot = config.baseSlot();
    ConnectionFactory factory =
        new ConnectionFactory(
            config.connection(), config.connectorName(), CONNECT_TIMEOUT, QUERY_TIMEOUT);
    try (Connection connection = factory.openWithoutWaiting()) {
      Optional<SlotState> found = ReplicationSlots.find(connection, slot);
      return found.isEmpty()
          ? SlotReport.bad("there is no slot \"" + slot + "\"")
          : report(found.get(), walEnd(connection));
    } catch (SQLException e) {
      return SlotReport.bad("PostgreSQL does not answer (" + e.getSQLState() + ")");
    } catch (DatabaseException e) {
      return SlotReport.bad("PostgreSQL does not answer: " + e.getMessage());
    }
  }

  private static long walEnd(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(WAL_END)) {
      row.next();
      return row.getLong(1);
    }
  }

  static SlotReport report(SlotState slot, long walEnd) {
    if (slot.invalidated()) {
      return SlotReport.bad(
          "slot \""
              + slot.name()
              + "\" is lost ("
              + slot.invalidationReason()
              + "): the server has deleted WAL that was not captured");
    }
    String words =
        "slot "
            + (slot.active() ? "active" : "idle")
            + ", keeps "
            + Math.max(0, walEnd - slot.restartLsn()) / MB
            + " MB of WAL";
    return "unreserved".equals(slot.walStatus())
        ? new SlotReport(
            words,
            "slot \"" + slot.name() + "\" will be lost at the next checkpoint",
            slot.confirmedFlushLsn())
        : SlotReport.healthy(words, slot.confirmedFlushLsn());
  }
}

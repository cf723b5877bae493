/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.Lsn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * A row of {@code pg_replication_slots}. What an old server does not have is false.
 *
 * @param plugin the output plugin; null for a physical slot
 * @param slotType {@code logical} or {@code physical}
 * @param database the database of a logical slot; null for a physical one
 * @param activePid the walsender that uses it now; 0 if none does
 * @param restartLsn the oldest WAL that the slot keeps; 0 if it keeps none
 * @param confirmedFlushLsn where the stream starts for a client that names no later position; 0 for
 *     a physical slot
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}; null if
 *     the slot keeps no WAL
 * @param invalidated it can never be read again
 * @param invalidationReason why, in PostgreSQL's words; empty if it is not invalidated
 * @param twoPhase it decodes prepared transactions at PREPARE TRANSACTION
 * @param failover standbys may keep a copy of it (PostgreSQL 17 and later)
 * @param synced it is such a copy, which is usable once its standby is promoted (PostgreSQL 17 and
 *     later)
 */
public record SlotState(
    String name,
    String plugin,
    String slotType,
    String database,
    boolean temporary,
    boolean active,
    int activePid,
    long restartLsn,
    long confirmedFlushLsn,
    String walStatus,
    boolean invalidated,
    String invalidationReason,
    boolean twoPhase,
    boolean failover,
    boolean synced) {

  /**
   * Reads a row of {@code SELECT * FROM pg_replication_slots}. Newer versions have more columns.
   */
  static SlotState read(ResultSet row) throws SQLException {
    Set<String> columns = new HashSet<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      columns.add(row.getMetaData().getColumnLabel(i));
    }
    String reason = invalidationReason(row, columns);
    return new SlotState(
        row.getString("slot_name"),
        row.getString("plugin"),
        row.getString("slot_type"),
        row.getString("database"),
        row.getBoolean("temporary"),
        row.getBoolean("active"),
        row.getInt("active_pid"),
        lsn(row, "restart_lsn"),
        lsn(row, "confirmed_flush_lsn"),
        row.getString("wal_status"),
        !reason.isEmpty(),
        reason,
        columns.contains("two_phase") && row.getBoolean("two_phase"),
        columns.contains("failover") && row.getBoolean("failover"),
        columns.contains("synced") && row.getBoolean("synced"));
  }

  private static String invalidationReason(ResultSet row, Set<String> columns) throws SQLException {
    // PostgreSQL 17
    if (columns.contains("invalidation_reason") && row.getString("invalidation_reason") != null) {
      return row.getString("invalidation_reason");
    }
    // PostgreSQL 16
    if (columns.contains("conflicting") && row.getBoolean("conflicting")) {
      return "conflict with recovery";
    }
    return "lost".equals(row.getString("wal_status")) ? "wal_removed" : "";
  }

  private static long lsn(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? Lsn.NONE : Lsn.parse(text);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds, creates, copies and drops replication slots. */
public final class ReplicationSlots {

  public static final String PLUGIN = "pgoutput";

  private ReplicationSlots() {}

  /**
   * @param ordinary an ordinary connection
   */
  public static Optional<SlotState> find(Connection ordinary, String name) {
    try {
      List<SlotState> slots =
          Sql.list(
              ordinary,
              "SELECT s.* FROM pg_catalog.pg_replication_slots s WHERE s.slot_name = ?",
              SlotState::read,
              name);
      return slots.stream().findFirst();
    } catch (SQLException e) {
      throw new DatabaseException(
          "The state of replication slot \"" + name + "\" could not be read", e);
    }
  }

  /**
   * Creates a logical slot for pgoutput, and exports the snapshot at which its stream starts. It
   * waits for all transactions that are running at that time.
   *
   * @param replication a replication connection; the snapshot is valid until its next command
   * @param temporary the server drops the slot when the connection closes
   * @param failover standbys may keep a copy of the slot; left out on servers before PostgreSQL 17,
   *     which cannot do that
   */
  public static CreatedSlot create(
      Connection replication, String name, boolean temporary, boolean failover) {
    try {
      int version = replication.getMetaData().getDatabaseMajorVersion();
      String command = createCommand(version, name, temporary, failover);
      try (Statement statement = replication.createStatement();
          ResultSet row = statement.executeQuery(command)) {
        if (!row.next()) {
          throw new SQLException("CREATE_REPLICATION_SLOT returned no row");
        }
        return new CreatedSlot(
            row.getString("slot_name"),
            Lsn.parse(row.getString("consistent_point")),
            row.getString("snapshot_name"));
      }
    } catch (SQLException e) {
      throw new DatabaseException(
          "Replication slot \"" + name + "\" could not be created", e, remedyOfCreation(e));
    }
  }

  /**
   * The confirmed position of each pgoutput slot of this database, by name. Slots that were
   * invalidated are left out.
   */
  public static Map<String, Long> positions(Connection ordinary) {
    try {
      Map<String, Long> slots = new TreeMap<>();
      for (SlotState slot :
          Sql.list(
              ordinary,
              "SELECT s.* FROM pg_catalog.pg_replication_slots s"
                  + " WHERE s.plugin = ? AND s.database = pg_catalog.current_database()",
              SlotState::read,
              PLUGIN)) {
        if (!slot.invalidated()) {
          slots.put(slot.name(), slot.confirmedFlushLsn());
        }
      }
      return slots;
    } catch (SQLException e) {
      throw new DatabaseException("The states of the replication slots could not be read", e);
    }
  }

  /**
   * Creates a slot that starts where another slot is now, whether or not that slot is in use.
   *
   * @param replication a replication connection
   * @param failover standbys may keep a copy of the new slot (PostgreSQL 17 and later); PostgreSQL
   *     does not copy this property of a slot
   */
  public static void copy(
      Connection ordinary, Connection replication, String from, String to, boolean failover) {
    try {
      Sql.one(
          ordinary,
          "SELECT pg_catalog.pg_copy_logical_replication_slot(?, ?, false)::text",
          row -> row.getString(1),
          from,
          to);
      if (failover && replication.getMetaData().getDatabaseMajorVersion() >= 17) {
        Sql.execute(
            replication, "ALTER_REPLICATION_SLOT " + Identifiers.quote(to) + " (FAILOVER true)");
      }
    } catch (SQLException e) {
      String what = "Replication slot \"" + from + "\" could not be copied as \"" + to + "\"";
      String state = SqlStates.state(e);
      if (state.equals(SqlStates.UNDEFINED_OBJECT) || state.equals(SqlStates.DUPLICATE_OBJECT)) {
        // another run of the lane or of the connector was faster; the next try finds what is left
        // to do
        throw DatabaseException.overtaken(what, e);
      }
      throw new DatabaseException(what, e, remedyOfCreation(e));
    }
  }

  /**
   * Creates a slot that starts where another slot is now, whether or not that slot is in use. The
   * server drops it when the connection closes.
   *
   * @param replication the replication connection that will stream the copy
   */
  public static void copyTemporary(Connection replication, String from, String to) {
    try {
      // a replication connection knows no parameters
      Sql.execute(
          replication,
          "SELECT pg_catalog.pg_copy_logical_replication_slot("
              + Identifiers.literal(from)
              + ", "
              + Identifiers.literal(to)
              + ", true)");
    } catch (SQLException e) {
      throw new DatabaseException(
          "Replication slot \"" + from + "\" could not be copied as \"" + to + "\"",
          e,
          remedyOfCreation(e));
    }
  }

  /**
   * Drops a slot. It is no error if there is none.
   *
   * @return whether there was a slot
   */
  public static boolean drop(Connection ordinary, String name) {
    try {
      return !Sql.list(
              ordinary,
              "SELECT pg_catalog.pg_drop_replication_slot(s.slot_name)"
                  + " FROM pg_catalog.pg_replication_slots s WHERE s.slot_name = ?",
              row -> Boolean.TRUE,
              name)
          .isEmpty();
    } catch (SQLException e) {
      if (SqlStates.state(e).equals(SqlStates.UNDEFINED_OBJECT)) {
        return false;
      }
      throw new DatabaseException(
          "Replication slot \"" + name + "\" could not be dropped",
          e,
          "It keeps WAL until it is dropped: " + dropStatement(name));
    }
  }

  /** The replication command by which {@link #create} makes a slot. */
  public static String createCommand(
      int majorVersion, String name, boolean temporary, boolean failover) {
    StringBuilder command =
        new StringBuilder("CREATE_REPLICATION_SLOT ").append(Identifiers.quote(name));
    if (temporary) {
      command.append(" TEMPORARY");
    }
    command.append(" LOGICAL ").append(PLUGIN);
    if (majorVersion < 15) {
      return command.append(" EXPORT_SNAPSHOT").toString();
    }
    command.append(" (SNAPSHOT 'export'");
    // PostgreSQL refuses failover for a temporary slot
    if (failover && !temporary && majorVersion >= 17) {
      command.append(", FAILOVER true");
    }
    return command.append(')').toString();
  }

  public static String dropStatement(String name) {
    return "SELECT pg_drop_replication_slot(" + Identifiers.literal(name) + ");";
  }

  private static String remedyOfCreation(SQLException failure) {
    return switch (SqlStates.state(failure)) {
      case SqlStates.CONFIGURATION_LIMIT_EXCEEDED ->
          "Drop a slot that nothing needs any more (SELECT slot_name FROM pg_replication_slots"
              + " WHERE NOT active;), or raise max_replication_slots and restart the server";
      case SqlStates.INSUFFICIENT_PRIVILEGE -> "The role needs REPLICATION";
      case SqlStates.DUPLICATE_OBJECT ->
          "Another client has created a slot of this name; slot.name must be unique on the server";
      case SqlStates.OBJECT_NOT_IN_PREREQUISITE_STATE ->
          "A logical slot needs wal_level = logical, on a standby also on its primary";
      default ->
          "A slot needs wal_level = logical, a role with REPLICATION, and fewer than"
              + " max_replication_slots other slots";
    };
  }
}

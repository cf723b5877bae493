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

/** Looks up, makes and drops replication slots. */
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
      throw new DatabaseException("Replication slot \"" + name + "\" could not be looked up", e);
    }
  }

  /**
   * Makes a logical slot for pgoutput and exports the snapshot that belongs to its start. It waits
   * for all transactions that run at that moment.
   *
   * @param replication a replication connection; the snapshot lives until its next command
   * @param temporary the slot goes with the connection
   * @param failover standbys copy the slot; servers before PostgreSQL 17 cannot, and it is left out
   *     there
   */
  public static CreatedSlot create(
      Connection replication, String name, boolean temporary, boolean failover) {
    try {
      int version = replication.getMetaData().getDatabaseMajorVersion();
      String command = createCommand(version, name, temporary, failover);
      try (Statement statement = replication.createStatement();
          ResultSet row = statement.executeQuery(command)) {
        if (!row.next()) {
          throw new SQLException("CREATE_REPLICATION_SLOT had no answer");
        }
        return new CreatedSlot(
            row.getString("slot_name"),
            Lsn.parse(row.getString("consistent_point")),
            row.getString("snapshot_name"));
      }
    } catch (SQLException e) {
      throw new DatabaseException(
          "Replication slot \"" + name + "\" could not be made", e, remedyOfCreation(e));
    }
  }

  /**
   * Where each slot of this database for pgoutput stands: its confirmed position, by name. Those
   * that can no longer be read are left out.
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
      throw new DatabaseException("The replication slots could not be looked up", e);
    }
  }

  /**
   * Makes a slot that starts where another one stands at this moment, be it in use or not.
   *
   * @param replication a replication connection
   * @param failover standbys copy the new slot as well (PostgreSQL 17 and later); a copy does not
   *     have this from its original
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
        // another run of the lane or the connector was faster; who looks again sees what is left to
        // do
        throw DatabaseException.overtaken(what, e);
      }
      throw new DatabaseException(what, e, remedyOfCreation(e));
    }
  }

  /**
   * Drops a slot; one that is not there is dropped already.
   *
   * @return whether there was one
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
          "It keeps WAL until it is: " + dropStatement(name));
    }
  }

  static String createCommand(int majorVersion, String name, boolean temporary, boolean failover) {
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
          "Drop a slot that nobody reads (SELECT slot_name FROM pg_replication_slots WHERE NOT active;)"
              + " or raise max_replication_slots, which takes a restart";
      case SqlStates.INSUFFICIENT_PRIVILEGE -> "The role needs the attribute REPLICATION";
      case SqlStates.DUPLICATE_OBJECT ->
          "A slot of this name was made meanwhile; slot.name must be unique";
      case SqlStates.OBJECT_NOT_IN_PREREQUISITE_STATE ->
          "Logical slots need wal_level = logical, on a standby also on its primary";
      default -> "A slot needs wal_level = logical, a role with REPLICATION and a free place";
    };
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.Sql;
import io.waltap.connect.pgoutput.Lsn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Checks whether the connector can read an existing slot. */
final class SlotChecks {

  private final Connection connection;
  private final ServerInfo server;
  private final String ownApplication;
  private final Findings findings;

  /**
   * @param ownApplication the {@code application_name} of the connector's own sessions
   */
  SlotChecks(Connection connection, ServerInfo server, String ownApplication, Findings findings) {
    this.connection = connection;
    this.server = server;
    this.ownApplication = ownApplication;
    this.findings = findings;
  }

  /** Whether a walsender of this connector reads the slot, so that the connector is running. */
  boolean ownedBySelf(SlotState slot) throws SQLException {
    return slot.active() && ownApplication.equals(application(slot.activePid()));
  }

  void check(SlotState slot) throws SQLException {
    if (kind(slot)) {
      state(slot);
    }
  }

  /**
   * Whether the slot is of a kind that the connector can read, whatever its state.
   *
   * @return false if nothing more can be said of it
   */
  boolean kind(SlotState slot) {
    String name = "Replication slot \"" + slot.name() + "\"";
    String another = " Set slot.name to another name, or drop the slot if nothing needs it.";
    if (!"logical".equals(slot.slotType())) {
      findings.error(
          Findings.SLOT,
          name
              + " is a physical slot, which belongs to a standby or a backup. Set slot.name to"
              + " another name.",
          "");
      return false;
    }
    if (!ReplicationSlots.PLUGIN.equals(slot.plugin())) {
      findings.error(
          Findings.SLOT,
          name
              + " uses the output plugin "
              + slot.plugin()
              + ", but this connector reads pgoutput, and a slot cannot change its plugin."
              + another,
          "");
    }
    if (!server.database().equals(slot.database())) {
      findings.error(
          Findings.SLOT,
          name
              + " belongs to database \""
              + slot.database()
              + "\", not to \""
              + server.database()
              + "\". A slot decodes one database."
              + another,
          "");
    }
    if (slot.temporary()) {
      findings.error(
          Findings.SLOT,
          name + " is temporary: it is dropped with the session that created it." + another,
          "");
    }
    if (slot.synced() && server.inRecovery()) {
      findings.error(
          Findings.SLOT,
          name
              + " is a copy of the primary's slot, which cannot be read before this standby is"
              + " promoted. Set database.hostname to the primary.",
          "");
    }
    return true;
  }

  private void state(SlotState slot) throws SQLException {
    String name = "Replication slot \"" + slot.name() + "\"";
    if (slot.invalidated()) {
      findings.error(
          Findings.SLOT,
          name
              + " was invalidated ("
              + slot.invalidationReason()
              + ") and can never be read again. It has lost the changes after "
              + Lsn.format(slot.confirmedFlushLsn())
              + ". Drop it, and let the connector take a new snapshot.",
          ReplicationSlots.dropStatement(slot.name()));
      return;
    }
    if (slot.twoPhase()) {
      findings.warning(
          Findings.SLOT,
          name
              + " decodes prepared transactions at PREPARE (two_phase), but this connector expects"
              + " them at COMMIT PREPARED. If the application prepares transactions, use a slot"
              + " without two_phase.",
          "");
    }
    if (slot.active()) {
      active(slot);
    }
  }

  private void active(SlotState slot) throws SQLException {
    String application = application(slot.activePid());
    findings.error(
        Findings.SLOT,
        "Replication slot \""
            + slot.name()
            + "\" is in use by process "
            + slot.activePid()
            + (application.isEmpty() ? "" : " (" + application + ")")
            + ". A slot can have one reader at a time. Stop that reader, or set slot.name to"
            + " another name.",
        "");
  }

  private String application(int pid) throws SQLException {
    List<String> names =
        Sql.list(
            connection,
            "SELECT COALESCE(a.application_name, '') FROM pg_catalog.pg_stat_activity a"
                + " WHERE a.pid = ?",
            row -> row.getString(1),
            pid);
    return names.isEmpty() ? "" : names.get(0);
  }
}

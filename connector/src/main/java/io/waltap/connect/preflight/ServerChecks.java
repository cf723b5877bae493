/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.database.ServerInfo;

/** Whether the server and the role can do logical replication at all. Asks nothing itself. */
final class ServerChecks {

  private final ServerInfo server;
  private final Findings findings;

  ServerChecks(ServerInfo server, Findings findings) {
    this.server = server;
    this.findings = findings;
  }

  /** Whether the version is one that the other checks can be made on. */
  boolean version() {
    if (server.versionNum() >= ServerInfo.OLDEST_VERSION_NUM) {
      return true;
    }
    findings.error(
        Findings.HOSTNAME,
        "The server is PostgreSQL "
            + server.shortVersion()
            + "; version 14 is the oldest that sends changes in binary",
        "");
    return false;
  }

  void recovery() {
    if (server.inRecovery() && server.majorVersion() < 16) {
      findings.error(
          Findings.HOSTNAME,
          "The server is a standby of version "
              + server.majorVersion()
              + "; logical decoding on a standby takes PostgreSQL 16. Name the primary",
          "");
    }
  }

  void walLevel() {
    if (server.walLevel().equals("logical")) {
      return;
    }
    String message = "wal_level is " + server.walLevel() + "; logical replication needs logical. ";
    if (server.provider().logicalWal().isEmpty()) {
      findings.error(
          Findings.HOSTNAME,
          message
              + "Set it and restart the server"
              + (server.inRecovery() ? ", on the primary first" : ""),
          "ALTER SYSTEM SET wal_level = logical;");
    } else {
      findings.error(
          Findings.HOSTNAME,
          message + "On " + server.provider().title() + ": " + server.provider().logicalWal(),
          "");
    }
  }

  /** Whether the role may start a walsender. */
  boolean replicationRole() {
    if (server.replication()) {
      return true;
    }
    findings.error(
        Findings.USER,
        "Role \"" + server.role() + "\" may not start replication",
        server.provider().grantReplication(server.role()));
    return false;
  }

  void freeSlot(String slot) {
    if (server.usedSlots() >= server.maxSlots()) {
      findings.error(
          Findings.SLOT,
          "Slot \""
              + slot
              + "\" has to be made, but all "
              + server.maxSlots()
              + " replication slots of the server are taken. Drop one that nobody reads (SELECT"
              + " slot_name FROM pg_replication_slots WHERE NOT active;) or raise"
              + " max_replication_slots, which takes a restart",
          "");
    }
  }

  /** Whether there is room for one more walsender. */
  boolean freeWalSender() {
    if (server.usedWalSenders() < server.maxWalSenders()) {
      return true;
    }
    findings.error(
        Findings.HOSTNAME,
        "All "
            + server.maxWalSenders()
            + " walsenders of the server are in use. End one that is not needed (SELECT pid,"
            + " application_name FROM pg_stat_replication;) or raise max_wal_senders, which takes a"
            + " restart",
        "");
    return false;
  }

  void slotFailover(boolean wanted) {
    if (wanted && server.majorVersion() < 17) {
      findings.warning(
          Findings.SLOT_FAILOVER,
          "The server is PostgreSQL "
              + server.majorVersion()
              + "; slots follow a failover since version 17, so the slot is made without it and a"
              + " failover loses it",
          "");
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.database.ServerInfo;

/** Checks whether server and role can do logical replication. It sends no queries itself. */
final class ServerChecks {

  private final ServerInfo server;
  private final Findings findings;

  ServerChecks(ServerInfo server, Findings findings) {
    this.server = server;
    this.findings = findings;
  }

  /** Whether the version is new enough for the other checks. */
  boolean version() {
    if (server.versionNum() >= ServerInfo.OLDEST_VERSION_NUM) {
      return true;
    }
    findings.error(
        Findings.HOSTNAME,
        "The server is PostgreSQL "
            + server.shortVersion()
            + ", which cannot send changes in binary form. Upgrade it to version 14 or later.",
        "");
    return false;
  }

  void recovery() {
    if (server.inRecovery() && server.majorVersion() < 16) {
      findings.error(
          Findings.HOSTNAME,
          "The server is a standby of version "
              + server.majorVersion()
              + "; logical decoding on a standby needs PostgreSQL 16. Set database.hostname to the"
              + " primary.",
          "");
    }
  }

  void walLevel() {
    if (server.walLevel().equals("logical")) {
      return;
    }
    String message =
        "wal_level is " + server.walLevel() + ", but logical replication needs logical. ";
    if (server.provider().logicalWal().isEmpty()) {
      findings.error(
          Findings.HOSTNAME,
          message
              + "Set it, and restart the server"
              + (server.inRecovery() ? ", on the primary first." : "."),
          "ALTER SYSTEM SET wal_level = logical;");
    } else {
      findings.error(
          Findings.HOSTNAME,
          message + "On " + server.provider().title() + ": " + server.provider().logicalWal() + ".",
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
        "Role \"" + server.role() + "\" may not start replication.",
        server.provider().grantReplication(server.role()));
    return false;
  }

  void freeSlot(String slot) {
    if (server.usedSlots() >= server.maxSlots()) {
      findings.error(
          Findings.SLOT,
          "Replication slot \""
              + slot
              + "\" does not exist and cannot be created: all "
              + server.maxSlots()
              + " slots of the server are in use. Drop a slot that nothing needs any more (SELECT"
              + " slot_name FROM pg_replication_slots WHERE NOT active;), or raise"
              + " max_replication_slots and restart the server.",
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
            + " application_name FROM pg_stat_replication;), or raise max_wal_senders and restart"
            + " the server.",
        "");
    return false;
  }

  void slotFailover(boolean wanted) {
    if (wanted && server.majorVersion() < 17) {
      findings.warning(
          Findings.SLOT_FAILOVER,
          "The server is PostgreSQL "
              + server.majorVersion()
              + ", and slots can follow a failover only since version 17. The slot is created"
              + " without FAILOVER, and is lost in a failover. A new snapshot is needed then.",
          "");
    }
  }
}

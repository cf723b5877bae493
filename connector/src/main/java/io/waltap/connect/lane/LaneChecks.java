/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.pgoutput.Lsn;
import java.sql.SQLException;
import org.apache.kafka.connect.errors.ConnectException;

/** What a lane cannot work with, and what its failures mean to who has to mend them. */
final class LaneChecks {
  private final ConnectorConfig config;

  LaneChecks(ConnectorConfig config) {
    this.config = config;
  }

  static void requireUsable(ServerInfo server) {
    if (server.versionNum() < ServerInfo.OLDEST_VERSION_NUM) {
      throw new ConnectException(
          "PostgreSQL "
              + server.shortVersion()
              + " cannot stream in binary form; Waltap needs PostgreSQL 14 or later");
    }
    if (!"logical".equals(server.walLevel())) {
      throw new ConnectException(
          "wal_level is "
              + server.walLevel()
              + ", and logical replication needs logical: ALTER SYSTEM SET wal_level = logical;"
              + " and restart the server");
    }
  }

  void requireOurs(SlotState slot) {
    if (!"pgoutput".equals(slot.plugin())) {
      throw new ConnectException(
          "slot \""
              + slot.name()
              + "\" uses the plugin "
              + slot.plugin()
              + ", Waltap reads pgoutput: choose another slot.name");
    }
    if (!config.databaseName().equals(slot.database())) {
      throw new ConnectException(
          "slot \""
              + slot.name()
              + "\" belongs to database "
              + slot.database()
              + ", not "
              + config.databaseName()
              + ": choose another slot.name");
    }
  }

  /**
   * Says what a failure to stream means; the server's own words leave out the remedy.
   *
   * @param delivered everything up to here has been delivered
   */
  String explained(Exception problem, String description, long delivered) {
    String state = problem instanceof SQLException e ? SqlStates.state(e) : "";
    return switch (state == null ? "" : state) {
      case "42704" ->
          "slot \""
              + config.slotName()
              + "\" or publication \""
              + config.publicationName()
              + "\" is gone: "
              + description
              + ". If the slot was dropped, changes since the last delivered position "
              + Lsn.format(delivered)
              + " are lost: read the tables again by snapshot.mode=when_needed. A publication can be"
              + " made again by CREATE PUBLICATION; then restart the task.";
      case "55000" ->
          "slot \""
              + config.slotName()
              + "\" can no longer be read: "
              + description
              + ". Changes after "
              + Lsn.format(delivered)
              + " are lost to it: SELECT pg_drop_replication_slot('"
              + config.slotName()
              + "'); and read the tables again by snapshot.mode=when_needed.";
      default -> "lane \"" + config.slotName() + "\": " + description;
    };
  }
}

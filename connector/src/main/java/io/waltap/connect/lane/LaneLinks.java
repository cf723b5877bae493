/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.ReplicationSettings;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.stream.ReplicationStream;
import java.sql.Connection;
import java.sql.SQLException;

/** Opens the lane's links: replication connections that stream a slot. */
final class LaneLinks {
  private final TaskConfig config;
  private final ConnectionFactory connections;
  private final LogGuard log;

  LaneLinks(TaskConfig config, ConnectionFactory connections, LogGuard log) {
    this.config = config;
    this.connections = connections;
    this.log = log;
  }

  /**
   * Streams the lane's slot from where it was confirmed.
   *
   * @param publication whose tables are sent
   * @param confirmed how far this run of the lane has confirmed it. After a crash of the server,
   *     the slot may be confirmed less far; a server that keeps its decisions about relations must
   *     not begin there
   * @throws OtherLogException if the server's log is not the one that was delivered
   * @throws SQLException among others when the slot is in use (55006), gone (42704) or invalidated
   *     (55000)
   */
  ReplicationStream open(String publication, long confirmed) throws SQLException {
    Connection connection = connections.openReplication();
    try {
      SystemIdentity server = log.require(connection);
      return open(connection, publication, confirmed, server);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private ReplicationStream open(
      Connection connection, String publication, long confirmed, SystemIdentity server)
      throws SQLException {
    try {
      boolean kept =
          RelationDecisions.areKeptBy(connection.getMetaData().getDatabaseMajorVersion());
      long from = kept ? confirmed : Lsn.NONE;
      return start(connection, config.slot(), publication, from, server.walPosition());
    } catch (SQLException e) {
      if (!server.inRecovery() || !SqlStates.mayPassWithPromotion(e)) {
        throw e;
      }
      SQLException notYet =
          Standby.notYet(
              "slot \"" + config.slot() + "\" cannot be read: " + SqlStates.describe(e) + ".");
      notYet.addSuppressed(e);
      throw notYet;
    }
  }

  /** Holds the lane's slot for a moment. Nothing is delivered from it. */
  ReplicationStream hold() throws SQLException {
    Connection connection = connections.openReplication();
    try {
      return start(connection, config.slot(), config.publication(), Lsn.NONE, Lsn.NONE);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Streams a temporary slot over the connection that made it, which closes with the stream. */
  ReplicationStream over(Connection connection, String temporarySlot) throws SQLException {
    return start(connection, temporarySlot, config.publication(), Lsn.NONE, Lsn.NONE);
  }

  private ReplicationStream start(
      Connection connection, String slot, String publication, long from, long walEnd)
      throws SQLException {
    ReplicationSettings settings = config.connector().replication();
    return ReplicationStream.start(
        connection,
        slot,
        publication,
        // a message belongs to no table; one lane is enough to capture it
        config.lane().index() == 0,
        settings.statusUpdateInterval(),
        settings.slotStreamParams(),
        from,
        walEnd);
  }

  /** A name for a temporary slot, which no other slot has. */
  String temporarySlot() {
    String suffix = "_tmp" + Long.toString(System.nanoTime() & 0xFFFFFFL, Character.MAX_RADIX);
    String base = config.slot();
    int room = 63 - suffix.length();
    return (base.length() > room ? base.substring(0, room) : base) + suffix;
  }
}

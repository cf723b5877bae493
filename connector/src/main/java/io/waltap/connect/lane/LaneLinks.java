/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.ReplicationSettings;
import io.waltap.connect.database.ClientEncoding;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.stream.ReplicationStream;
import java.sql.Connection;
import java.sql.SQLException;

/** Opens the lane's links: replication connections that stream a slot. */
final class LaneLinks {
  private final TaskConfig config;
  private final ConnectionFactory connections;

  LaneLinks(TaskConfig config, ConnectionFactory connections) {
    this.config = config;
    this.connections = connections;
  }

  /**
   * Streams the lane's slot from where it was confirmed.
   *
   * @param publication whose tables are sent
   * @throws SQLException among others when the slot is in use (55006), gone (42704) or invalidated
   *     (55000)
   */
  ReplicationStream open(String publication) throws SQLException {
    Connection connection = connections.openReplication();
    try {
      return start(connection, config.slot(), publication);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Streams a temporary slot over the connection that made it, which closes with the stream. */
  ReplicationStream over(Connection connection, String temporarySlot) throws SQLException {
    return start(connection, temporarySlot, config.publication());
  }

  private ReplicationStream start(Connection connection, String slot, String publication)
      throws SQLException {
    ReplicationSettings settings = config.connector().replication();
    return ReplicationStream.start(
        connection,
        slot,
        ClientEncoding.text(connection, publication),
        // a message belongs to no table; one lane is enough to capture it
        config.lane().index() == 0,
        settings.statusUpdateInterval(),
        settings.slotStreamParams());
  }

  /** A name for a temporary slot, which no other slot has. */
  String temporarySlot() {
    String suffix = "_tmp" + Long.toString(System.nanoTime() & 0xFFFFFFL, Character.MAX_RADIX);
    String base = config.slot();
    int room = 63 - suffix.length();
    return (base.length() > room ? base.substring(0, room) : base) + suffix;
  }
}

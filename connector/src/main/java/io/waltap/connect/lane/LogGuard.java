/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.stream.Outbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Compares the server's log with what this run of the lane has delivered, each time that a link is
 * opened: behind the same address may be another server by then, or the same one with an earlier
 * state. Used by the lane's thread.
 */
final class LogGuard {
  private final Outbox outbox;
  private final RecordContext records;
  private final Supplier<Collection<TablePosition>> tables;

  /**
   * @param records is told of the log
   * @param tables the positions of the lane's tables
   */
  LogGuard(Outbox outbox, RecordContext records, Supplier<Collection<TablePosition>> tables) {
    this.outbox = outbox;
    this.records = records;
    this.tables = tables;
  }

  /**
   * Identifies the server, before anything is streamed over the connection.
   *
   * @throws OtherLogException if its log lacks what was delivered
   * @throws SQLException among others when a standby does not have it yet
   */
  SystemIdentity require(Connection replication) throws SQLException {
    SystemIdentity server = ServerInfo.identify(replication);
    LanePosition lane = outbox.position();
    if (lane.systemId().isEmpty()) {
      return server; // nothing was delivered; the start has compared what is stored
    }
    DeliveredLog delivered = DeliveredLog.changes(lane, tables.get()).upTo(lane.lsn());
    Optional<String> gap = delivered.gap(server);
    if (gap.isPresent()) {
      Standby.requirePrimary(server, delivered, gap.get());
      throw new OtherLogException(gap.get());
    }
    outbox.identify(server.systemId(), server.timeline());
    records.identify(server.systemId(), server.timeline(), server.begunAt());
    return server;
  }
}

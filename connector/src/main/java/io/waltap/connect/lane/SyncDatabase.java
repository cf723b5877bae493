/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.CreatedSlot;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SlotCreation;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.snapshot.BatchConsumer;
import io.waltap.connect.snapshot.SnapshotPoint;
import io.waltap.connect.snapshot.Snapshotter;
import io.waltap.connect.snapshot.TableOutcomes;
import io.waltap.connect.snapshot.TableTask;
import io.waltap.connect.stream.ChangeStream;
import io.waltap.connect.stream.ReplicationStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The PostgreSQL server from which tables are read while their lane streams. */
final class SyncDatabase implements SyncServer {
  private final TaskConfig config;
  private final ConnectionFactory connections;
  private final LaneLinks links;
  private final Snapshotter snapshotter;
  private final LanePosition lane;

  /**
   * @param connections of these tables alone
   * @param lane from which log the lane streams
   */
  SyncDatabase(
      TaskConfig config,
      ConnectionFactory connections,
      LaneLinks links,
      Snapshotter snapshotter,
      LanePosition lane) {
    this.config = config;
    this.connections = connections;
    this.links = links;
    this.snapshotter = snapshotter;
    this.lane = lane;
  }

  /** A replication connection to the lane's server: a name may lead to another one by now. */
  private Connection open() throws SQLException {
    Connection replication = connections.openReplication();
    try {
      SystemIdentity server = ServerInfo.identify(replication);
      if (!server.systemId().equals(lane.systemId()) || server.timeline() != lane.timeline()) {
        throw new SQLException(
            "this is not the server, or not the timeline, from which the lane streams",
            SqlStates.CANNOT_CONNECT_NOW);
      }
      return replication;
    } catch (SQLException | RuntimeException e) {
      replication.close();
      throw e;
    }
  }

  @Override
  public void streamCopy(long end, ChangeStream stream) throws SQLException, InterruptedException {
    try (Connection replication = open()) {
      String copy = links.temporarySlot();
      ReplicationSlots.copyTemporary(replication, config.slot(), copy);
      stream(replication, copy, end, stream);
    }
  }

  @Override
  public OwnSlot makeSlot() throws SQLException {
    Connection exporter = open();
    try {
      return new Exported(
          exporter, SlotCreation.create(connections, exporter, links.temporarySlot(), true, false));
    } catch (RuntimeException e) {
      exporter.close();
      throw e;
    }
  }

  @Override
  public void endSessions() {
    connections.endAll();
  }

  private void stream(Connection replication, String slot, long end, ChangeStream stream)
      throws SQLException, InterruptedException {
    try (ReplicationStream link = links.over(replication, slot)) {
      LinkWatch watch =
          LinkWatch.start(
              connections,
              config.slot(),
              config.connector().replication().statusUpdateInterval(),
              link);
      try {
        stream.runUntil(end, link);
      } finally {
        watch.close();
      }
    }
  }

  /** The slot with its replication connection, whose next command ends the snapshot. */
  private final class Exported implements OwnSlot {
    private final Connection replication;
    private final CreatedSlot slot;

    Exported(Connection replication, CreatedSlot slot) {
      this.replication = replication;
      this.slot = slot;
    }

    @Override
    public SnapshotPoint point() {
      return new SnapshotPoint(slot.consistentPoint(), slot.snapshotName(), false);
    }

    @Override
    public void read(List<TableTask> tasks, BatchConsumer rows, TableOutcomes outcomes)
        throws SQLException, InterruptedException {
      snapshotter.read(point(), tasks, rows, outcomes);
    }

    @Override
    public void stream(ChangeStream stream) throws SQLException, InterruptedException {
      SyncDatabase.this.stream(replication, slot.name(), ChangeStream.NEVER, stream);
    }

    @Override
    public void close() throws SQLException {
      replication.close();
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.Problem;
import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.CreatedSlot;
import io.waltap.connect.database.Publications;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SlotCreation;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.layout.LaneArrival;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.preflight.StartChecks;
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
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL server of a lane. */
final class LaneDatabase implements LaneServer {
  private static final Logger LOG = LoggerFactory.getLogger(LaneDatabase.class);

  private final TaskConfig config;
  private final ConnectionFactory connections;
  private final Catalog catalog;
  private final Snapshotter snapshotter;
  private final LaneLinks links;
  private final SlotGuard guard;

  LaneDatabase(
      TaskConfig config,
      ConnectionFactory connections,
      Catalog catalog,
      Snapshotter snapshotter,
      LaneLinks links,
      SlotGuard guard) {
    this.config = config;
    this.connections = connections;
    this.catalog = catalog;
    this.snapshotter = snapshotter;
    this.links = links;
    this.guard = guard;
  }

  @Override
  public ServerInfo prepare() throws SQLException {
    // to add a table to the publication may wait for a lock; each attempt says so
    try (Connection session = connections.openWithoutWaiting()) {
      ServerInfo server = ServerInfo.read(session);
      StartChecks.requireUsable(server);
      StartChecks.warnIfReadable(session, config.connector().connection(), connections);
      if (config.lane().index() == 0) {
        for (Problem problem : Publications.ensure(session, config.connector())) {
          LOG.error("{}", problem.text());
        }
      }
      return server;
    }
  }

  @Override
  public boolean arrive(Supplier<Map<String, LanePosition>> stored)
      throws SQLException, InterruptedException {
    return new LaneArrival(config, connections, catalog).arrive(stored);
  }

  @Override
  public Optional<SlotState> findSlot() throws SQLException {
    try (Connection session = connections.open()) {
      Optional<SlotState> slot = ReplicationSlots.find(session, config.slot());
      if (slot.isPresent()) {
        requirePromoted(session, slot.get());
        StartChecks.requireReadable(session, slot.get());
      }
      return slot;
    }
  }

  /** A slot that a standby copies from its primary can be read once that standby is promoted. */
  private void requirePromoted(Connection session, SlotState slot) throws SQLException {
    if (slot.synced() && ServerInfo.read(session).inRecovery()) {
      throw Standby.notYet("slot \"" + slot.name() + "\" is a copy of the primary's slot.");
    }
  }

  @Override
  public CapturedTables tables() {
    return CapturedTables.of(catalog.publishedTables(config.publication()), config, Lsn.NONE);
  }

  @Override
  public Exporter openExporter() throws SQLException {
    return new Session(connections.openReplication());
  }

  @Override
  public void dropSlot() throws SQLException {
    try (Connection session = connections.open()) {
      ReplicationSlots.drop(session, config.slot());
    }
  }

  @Override
  public void slotIsAt(long lsn) {
    guard.slotIsAt(lsn);
  }

  @Override
  public void requireUnmoved() throws SQLException {
    guard.requireUnmoved();
  }

  @Override
  public void streamUntil(long lsn, ChangeStream stream) throws SQLException, InterruptedException {
    try (ReplicationStream link = links.open(config.publication(), guard.reached())) {
      guard.read(link, () -> stream.runUntil(lsn, link));
    }
  }

  /** The replication connection whose slots export snapshots. */
  private final class Session implements Exporter {
    private final Connection replication;

    Session(Connection replication) {
      this.replication = replication;
    }

    @Override
    public SystemIdentity identify() throws SQLException {
      return ServerInfo.identify(replication);
    }

    @Override
    public CreatedSlot makeSlot() {
      return SlotCreation.create(
          connections,
          replication,
          config.slot(),
          false,
          config.connector().replication().slotFailover());
    }

    @Override
    public CreatedSlot makeTemporarySlot() {
      return SlotCreation.create(connections, replication, links.temporarySlot(), true, false);
    }

    @Override
    public void read(
        SnapshotPoint point, List<TableTask> tasks, BatchConsumer rows, TableOutcomes outcomes)
        throws SQLException, InterruptedException {
      snapshotter.read(point, tasks, rows, outcomes);
    }

    @Override
    public void close() throws SQLException {
      replication.close();
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.LanePublication;
import io.waltap.connect.database.Publications;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.SlotCreation;
import io.waltap.connect.pgoutput.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The PostgreSQL server of a connector with several lanes. */
final class LayoutDatabase implements LayoutServer {
  private final ConnectorConfig config;
  private final ConnectionFactory connections;

  LayoutDatabase(ConnectorConfig config) {
    this.config = config;
    this.connections = new ConnectionFactory(config.connection(), config.connectorName());
  }

  @Override
  public void preparePublication() throws SQLException {
    try (Connection session = connections.open()) {
      // the first lane's task logs which tables are not captured; each check would repeat it
      Publications.ensure(session, config);
    }
  }

  @Override
  public Set<TableId> tables() {
    try (Catalog catalog = new Catalog(connections)) {
      return catalog
          .capturedTables(config.replication().publicationName(), config.filters()::includes)
          .keySet();
    }
  }

  @Override
  public Session open() throws SQLException {
    return new Slots(connections.open());
  }

  @Override
  public void endSessions() {
    connections.endAll();
  }

  /** An ordinary session. What needs a replication connection opens one. */
  private final class Slots implements Session {
    private final Connection session;

    Slots(Connection session) {
      this.session = session;
    }

    @Override
    public Map<String, Long> slots() {
      return ReplicationSlots.positions(session);
    }

    @Override
    public void makeSlot(String name) throws SQLException {
      try (Connection replication = connections.openReplication()) {
        SlotCreation.create(connections, replication, name, false, failover());
      }
    }

    @Override
    public void copySlot(String from, String to) throws SQLException {
      try (Connection replication = connections.openReplication()) {
        ReplicationSlots.copy(session, replication, from, to, failover());
      }
    }

    private boolean failover() {
      return config.replication().slotFailover();
    }

    @Override
    public void dropSlot(String name) {
      ReplicationSlots.drop(session, name);
    }

    @Override
    public void dropPublications(List<String> slots) throws SQLException {
      LanePublication.drop(session, slots);
    }

    @Override
    public void close() throws SQLException {
      session.close();
    }
  }
}

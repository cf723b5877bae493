/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.LanePublication;
import io.waltap.connect.database.Publications;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles a change of the stored offsets by PATCH or DELETE /connectors/{name}/offsets. Refuses a
 * change that would leave a gap. Drops slots and the publication where a reset includes that.
 * Connect allows such a change only while the connector is stopped.
 */
public final class OffsetReset {
  private static final Logger LOG = LoggerFactory.getLogger(OffsetReset.class);

  private final ConnectorConfig config;
  private final ConnectionFactory connections;

  public OffsetReset(ConnectorConfig config) {
    this.config = config;
    this.connections = new ConnectionFactory(config.connection(), config.connectorName());
  }

  /**
   * @throws ConnectException if the change is refused, with the reason
   */
  public void check(Map<Map<String, ?>, Map<String, ?>> offsets) {
    boolean reset = offsets.values().stream().allMatch(Objects::isNull);
    boolean lanes = offsets.keySet().stream().anyMatch(partition -> partition.containsKey("slot"));
    if (reset && !lanes) {
      return; // tables are read again: no change is missed
    }
    try (Connection session = connections.open();
        Connection replication = connections.openReplication()) {
      Map<String, Long> slots = ReplicationSlots.positions(session);
      Optional<ResetPlan> laneReset = ResetPlan.of(config.baseSlot(), offsets, slots);
      if (!reset) {
        long end = ServerInfo.identify(replication).walPosition();
        List<String> problems = new OffsetCheck(config, slots, end).problems(offsets);
        if (!problems.isEmpty()) {
          throw new ConnectException("nothing was changed: " + String.join("; ", problems));
        }
      }
      if (laneReset.isPresent()) {
        carryOut(laneReset.get(), session, replication);
      }
      if (reset && config.replication().slotDropOnReset()) {
        dropAll(session);
      }
    } catch (IllegalArgumentException e) {
      throw new ConnectException("nothing was changed: " + e.getMessage(), e);
    } catch (SQLException e) {
      throw new ConnectException(
          "the offsets cannot be checked, so nothing was changed: " + SqlStates.describe(e), e);
    } catch (DatabaseException e) {
      throw new ConnectException("the offsets were not changed: " + e.getMessage(), e);
    }
  }

  private void carryOut(ResetPlan reset, Connection session, Connection replication)
      throws SQLException {
    if (reset.replaceFirstBy().isPresent()) {
      ReplicationSlots.drop(session, config.baseSlot());
      ReplicationSlots.copy(
          session,
          replication,
          reset.replaceFirstBy().get(),
          config.baseSlot(),
          config.replication().slotFailover());
    }
    for (String slot : reset.drop()) {
      ReplicationSlots.drop(session, slot);
      LOG.info("offsets deleted: dropped slot \"{}\" of a further lane", slot);
    }
    LanePublication.drop(session, reset.drop());
    LanePublication.drop(session, List.of(config.baseSlot()));
  }

  private void dropAll(Connection session) {
    if (ReplicationSlots.drop(session, config.baseSlot())) {
      LOG.info("offsets deleted: dropped slot \"{}\"", config.baseSlot());
    }
    if (Publications.dropIfMade(session, config)) {
      LOG.info(
          "offsets deleted: dropped publication \"{}\"", config.replication().publicationName());
    }
  }
}

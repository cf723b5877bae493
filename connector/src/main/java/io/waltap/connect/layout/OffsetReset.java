/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.SlotNames;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.LanePublication;
import io.waltap.connect.database.Publications;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.Retries;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.position.SourcePartition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles a change of the stored offsets by PATCH or DELETE /connectors/{name}/offsets. Refuses a
 * change that would leave a gap. Drops slots and the publication where a reset includes that. A
 * reset is never refused because of the server. Connect allows such a change only while the
 * connector is stopped.
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
    // a DELETE after the one that forgot all offsets: something could not be dropped then
    boolean repeated = offsets.isEmpty() && config.replication().slotDropOnReset();
    if (reset && !lanes && !repeated) {
      return; // tables are read again: no change is missed
    }
    if (reset) {
      reset(offsets);
      return;
    }
    try (Connection session = connections.open();
        Connection replication = connections.openReplication()) {
      Map<String, Long> slots = ReplicationSlots.positions(session);
      ResetPlan.of(config.baseSlot(), offsets, slots); // refuses to forget only some lanes
      long end = ServerInfo.identify(replication).walPosition();
      List<String> problems = new OffsetCheck(config, slots, end).problems(offsets);
      if (!problems.isEmpty()) {
        throw new ConnectException("nothing was changed: " + String.join("; ", problems));
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

  /**
   * Positions that are forgotten can miss nothing, and the database may be gone for good. So what
   * cannot be dropped is named, and the offsets are deleted all the same.
   */
  private void reset(Map<Map<String, ?>, Map<String, ?>> offsets) {
    try {
      ResetPlan.of(config.baseSlot(), offsets, Map.of()); // refuses to forget only some lanes
    } catch (IllegalArgumentException e) {
      throw new ConnectException("nothing was changed: " + e.getMessage(), e);
    }
    List<String> left = new ArrayList<>();
    try (Connection session = connections.open();
        Connection replication = connections.openReplication()) {
      Map<String, Long> slots = ReplicationSlots.positions(session);
      Optional<ResetPlan> laneReset = ResetPlan.of(config.baseSlot(), offsets, slots);
      if (laneReset.isPresent()) {
        carryOut(laneReset.get(), session, replication, left);
      }
      if (config.replication().slotDropOnReset()) {
        dropAll(session, left);
      }
    } catch (SQLException | DatabaseException e) {
      LOG.warn(
          "offsets deleted, but the server could not be asked: {}. If the database still exists,"
              + " its slots keep WAL until they are dropped or read: {}, and any slot that begins"
              + " with \"{}\". If the connector is not to be resumed, drop each by SELECT"
              + " pg_drop_replication_slot('…'). Publications that may be left: {}",
          Retries.describe(e),
          slots(offsets),
          SlotNames.handoverPrefix(config.baseSlot()),
          publications(offsets));
      return;
    }
    if (!left.isEmpty()) {
      LOG.warn(
          "offsets deleted, but these could not be dropped: {}. A slot keeps WAL until it is"
              + " dropped, by SELECT pg_drop_replication_slot('…')",
          String.join("; ", left));
    }
  }

  /** The lanes' slots of which the offsets speak; of a repeated reset, the first lane's slot. */
  private List<String> slots(Map<Map<String, ?>, Map<String, ?>> offsets) {
    if (offsets.isEmpty()) {
      return List.of(config.baseSlot());
    }
    return offsets.keySet().stream()
        .filter(partition -> partition.containsKey(SourcePartition.SLOT))
        .map(partition -> String.valueOf(partition.get(SourcePartition.SLOT)))
        .sorted()
        .toList();
  }

  private List<String> publications(Map<Map<String, ?>, Map<String, ?>> offsets) {
    List<String> names = new ArrayList<>();
    names.add(config.replication().publicationName());
    slots(offsets).forEach(slot -> names.add(LanePublication.nameFor(slot)));
    return names;
  }

  private void carryOut(
      ResetPlan reset, Connection session, Connection replication, List<String> left) {
    if (reset.replaceFirstBy().isPresent()) {
      String source = reset.replaceFirstBy().get();
      boolean replaced =
          attempt(
              "slot \"" + config.baseSlot() + "\", which slot \"" + source + "\" was to replace",
              left,
              () -> {
                ReplicationSlots.drop(session, config.baseSlot());
                ReplicationSlots.copy(
                    session,
                    replication,
                    source,
                    config.baseSlot(),
                    config.replication().slotFailover());
              });
      if (!replaced) {
        left.addAll(reset.drop().stream().map(slot -> "slot \"" + slot + "\"").toList());
        return; // the other slots have what the first slot may lack
      }
    }
    for (String slot : reset.drop()) {
      if (attempt("slot \"" + slot + "\"", left, () -> ReplicationSlots.drop(session, slot))) {
        LOG.info("offsets deleted: dropped slot \"{}\" of a further lane", slot);
      }
    }
    List<String> lanes = new ArrayList<>(reset.drop());
    lanes.add(config.baseSlot());
    for (String slot : lanes) {
      attempt(
          "publication \"" + LanePublication.nameFor(slot) + "\"",
          left,
          () -> LanePublication.drop(session, List.of(slot)));
    }
  }

  private void dropAll(Connection session, List<String> left) {
    attempt(
        "slot \"" + config.baseSlot() + "\"",
        left,
        () -> {
          if (ReplicationSlots.drop(session, config.baseSlot())) {
            LOG.info("offsets deleted: dropped slot \"{}\"", config.baseSlot());
          }
        });
    String publication = config.replication().publicationName();
    attempt(
        "publication \"" + publication + "\"",
        left,
        () -> {
          if (Publications.dropIfMade(session, config)) {
            LOG.info("offsets deleted: dropped publication \"{}\"", publication);
          }
        });
  }

  /** A step of a reset, which may fail without the others. */
  @FunctionalInterface
  private interface Step {
    void run() throws SQLException;
  }

  /**
   * @param left gets the thing and the reason if the step fails
   * @return whether it has succeeded
   */
  private static boolean attempt(String what, List<String> left, Step step) {
    try {
      step.run();
      return true;
    } catch (SQLException | DatabaseException e) {
      left.add(what + " (" + Retries.describe(e) + ")");
      return false;
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.layout.LaneArrival;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.stream.ReplicationStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how far this run of the lane has seen or confirmed its slot. So it can tell whether another
 * client has moved the slot while there was no link: an earlier run of the lane that was abandoned
 * and still ran, or an operator.
 */
final class SlotGuard {
  private static final Logger LOG = LoggerFactory.getLogger(SlotGuard.class);

  private final TaskConfig config;
  private final ConnectionFactory connections;
  private final LaneLinks links;
  private long reached = Lsn.NONE;
  private SQLException ended;

  SlotGuard(TaskConfig config, ConnectionFactory connections, LaneLinks links) {
    this.config = config;
    this.connections = connections;
    this.links = links;
  }

  /** Tells that the slot is at this position when the lane starts. */
  void slotIsAt(long lsn) {
    reached = lsn;
  }

  /** How far this run of the lane has seen or confirmed the slot. */
  long reached() {
    return reached;
  }

  /** Reads from a link, and remembers what is confirmed over it. */
  void read(ReplicationStream link, Reading reading) throws SQLException, InterruptedException {
    LinkWatch watch =
        LinkWatch.start(
            connections,
            config.slot(),
            config.connector().replication().statusUpdateInterval(),
            link);
    try {
      reading.run();
    } finally {
      watch.close();
      ended = link.failure();
      reached = Lsn.max(reached, link.confirmed());
    }
  }

  /** Reading from a link until something ends it. */
  @FunctionalInterface
  interface Reading {
    void run() throws SQLException, InterruptedException;
  }

  /** Whether this is what the server has ended the last link with. */
  boolean isEndOfLink(Exception problem) {
    return problem == ended;
  }

  /**
   * Whether no other client has moved the slot. Called while a link is open, because no other
   * client can move the slot then.
   */
  boolean isUnmoved() throws SQLException {
    try (Connection session = connections.open()) {
      Optional<SlotState> slot = ReplicationSlots.find(session, config.slot());
      boolean unmoved = slot.isPresent() && !Lsn.isAfter(slot.get().confirmedFlushLsn(), reached);
      if (!unmoved) {
        LOG.warn(
            "slot \"{}\" was moved from {} to {} by another client; restarting the lane",
            config.slot(),
            Lsn.format(reached),
            slot.map(now -> Lsn.format(now.confirmedFlushLsn())).orElse("nowhere"));
      }
      return unmoved;
    }
  }

  /** Why the server has invalidated the slot; empty if it has not, or if that is not known. */
  Optional<String> invalidation() {
    try (Connection session = connections.open()) {
      return ReplicationSlots.find(session, config.slot())
          .filter(SlotState::invalidated)
          .map(SlotState::invalidationReason);
    } catch (SQLException | DatabaseException e) {
      LOG.debug("the state of slot \"{}\" is not known", config.slot(), e);
      return Optional.empty();
    }
  }

  /**
   * Opens a link to check that the slot is still where the lane has found it. An earlier run may
   * have moved the slot after {@link LaneArrival} found it suitable for the lane's tables. This
   * must be noticed before the lane's first position says that the lane has arrived.
   *
   * @throws SQLException if the slot was moved; the lane then starts again
   */
  void requireUnmoved() throws SQLException {
    try (ReplicationStream held = links.hold()) {
      LOG.debug("slot \"{}\" is ours, {} confirmed", config.slot(), held.confirmed());
      if (!isUnmoved()) {
        throw new SQLException(
            "slot \"" + config.slot() + "\" was moved by an earlier run of the lane",
            SqlStates.OBJECT_IN_USE);
      }
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.ConnectionFactory;
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
 * Knows how far this run of the lane has seen or confirmed its slot, and so whether somebody else
 * has moved it while there was no link: an earlier run of the lane that was given up and still ran,
 * or a person.
 */
final class SlotGuard {
  private static final Logger LOG = LoggerFactory.getLogger(SlotGuard.class);

  private final TaskConfig config;
  private final ConnectionFactory connections;
  private final LaneLinks links;
  private long reached = Lsn.NONE;

  SlotGuard(TaskConfig config, ConnectionFactory connections, LaneLinks links) {
    this.config = config;
    this.connections = connections;
    this.links = links;
  }

  /** The slot stands here at the start of the lane. */
  void slotIsAt(long lsn) {
    reached = lsn;
  }

  /** Reads from a link, and remembers what is confirmed over it. */
  void read(ReplicationStream link, Reading reading) throws SQLException, InterruptedException {
    try {
      reading.run();
    } finally {
      reached = Lsn.max(reached, link.confirmed());
    }
  }

  /** Reading from a link until something ends it. */
  @FunctionalInterface
  interface Reading {
    void run() throws SQLException, InterruptedException;
  }

  /** Whether nobody has moved the slot. Asked while a link is open, when nobody else can. */
  boolean isUnmoved() throws SQLException {
    try (Connection session = connections.open()) {
      Optional<SlotState> slot = ReplicationSlots.find(session, config.slot());
      boolean unmoved = slot.isPresent() && !Lsn.isAfter(slot.get().confirmedFlushLsn(), reached);
      if (!unmoved) {
        LOG.warn(
            "slot \"{}\" was moved from {} to {} by somebody else; the lane starts again",
            config.slot(),
            Lsn.format(reached),
            slot.map(now -> Lsn.format(now.confirmedFlushLsn())).orElse("nowhere"));
      }
      return unmoved;
    }
  }

  /**
   * Opens a link to see that the slot is where the lane has found it. An earlier run may have moved
   * it after {@link LaneArrival} found it good for the lane's tables; that has to show before the
   * lane's first position says that it has arrived.
   *
   * @throws SQLException that lets the lane start again
   */
  void requireUnmoved() throws SQLException {
    try (ReplicationStream held = links.open(config.publication())) {
      LOG.debug("slot \"{}\" is ours, {} confirmed", config.slot(), held.confirmed());
      if (!isUnmoved()) {
        throw new SQLException(
            "slot \"" + config.slot() + "\" was moved by an earlier run of the lane",
            SqlStates.OBJECT_IN_USE);
      }
    }
  }
}

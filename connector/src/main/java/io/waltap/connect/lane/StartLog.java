/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TablePosition;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * How a start of the lane relates what was delivered before to the log of the server that it finds.
 *
 * @param stored the positions that apply to the server's log
 * @param delivered what was delivered, and from which log
 * @param accepted the operator has said that the server is the same database with another system
 *     identifier ({@code accept.system.id}), so that {@code stored} begins where its slot is
 */
record StartLog(StoredPositions stored, DeliveredLog delivered, boolean accepted) {

  /**
   * @param missed what was delivered before a gap that this run has noticed and not closed, or null
   * @param run what this run of the task has delivered; without a system identifier if nothing
   * @param acceptedSystemId {@code accept.system.id}, or null
   */
  static StartLog of(
      StoredPositions stored,
      DeliveredLog missed,
      LanePosition run,
      Optional<SlotState> slot,
      SystemIdentity server,
      String acceptedSystemId) {
    DeliveredLog delivered = missed == null ? delivered(stored, run) : missed;
    boolean accepted =
        delivered.isOfAnotherCluster(server)
            && server.systemId().equals(acceptedSystemId)
            && slot.isPresent()
            && !slot.get().invalidated();
    if (!accepted) {
      return new StartLog(stored, delivered, false);
    }
    StoredPositions moved =
        stored.movedTo(slot.get().confirmedFlushLsn(), server.systemId(), server.timeline());
    return new StartLog(moved, DeliveredLog.stored(moved), true);
  }

  private static DeliveredLog delivered(StoredPositions stored, LanePosition run) {
    return run.systemId().isEmpty()
        ? DeliveredLog.stored(stored)
        : DeliveredLog.changes(run, stored.tables().values());
  }

  /**
   * A standby may still get what it lacks, so nothing is concluded from that.
   *
   * @throws SQLException that is retried, if the server is a standby that lacks the slot, or WAL
   *     that was delivered
   */
  void requireNoLaggingStandby(SystemIdentity server, Optional<SlotState> slot, SnapshotMode mode)
      throws SQLException {
    if (mode == SnapshotMode.INITIAL_ONLY) {
      return; // it needs no slot
    }
    if (slot.isEmpty() && !stored.isEmpty()) {
      Standby.requirePrimary(server, delivered, "The replication slot does not exist here.");
    }
    Optional<String> gap = delivered.gap(server);
    if (gap.isPresent()) {
      Standby.requirePrimary(server, delivered, gap.get());
    }
  }

  /** The positions to store, by the table's name: those that have moved to where the slot is. */
  Map<String, TablePosition> moved() {
    return accepted ? stored.tables() : Map.of();
  }

  /** Up to where positions that were delivered before still count; {@link Lsn#NONE}: none does. */
  long counts(StartPlan plan, SystemIdentity server) {
    return accepted || plan.forgetsPositions() ? Lsn.NONE : delivered.sharedEnd(server);
  }
}

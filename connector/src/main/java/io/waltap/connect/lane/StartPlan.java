/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TablePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to do when a lane starts: a pure function of what Connect has stored, what the server has,
 * and {@code snapshot.mode}.
 *
 * @param dropSlot the slot exists but can serve nothing any more
 * @param createSlot make the slot, whose exported snapshot the tables are then read from
 * @param snapshotTables ids of the tables to read before streaming
 * @param forgetPositions the stored positions mean nothing to this slot
 * @param stream false: done after the snapshot
 */
public record StartPlan(
    boolean dropSlot,
    boolean createSlot,
    Set<String> snapshotTables,
    boolean forgetPositions,
    boolean stream) {

  public StartPlan {
    snapshotTables = Set.copyOf(snapshotTables);
  }

  /**
   * @param capturedTables ids of the tables to capture
   * @throws GapException if changes are missing between what was delivered and what the server
   *     still has, and the mode does not allow to read the tables again
   */
  public static StartPlan of(
      StoredPositions stored,
      Optional<SlotState> slot,
      SystemIdentity server,
      SnapshotMode mode,
      Set<String> capturedTables,
      String slotName) {
    if (mode == SnapshotMode.INITIAL_ONLY) {
      return new StartPlan(false, false, incomplete(stored, capturedTables), false, false);
    }
    Optional<String> gap = gap(stored, slot, server, slotName);
    if (gap.isPresent()) {
      if (mode != SnapshotMode.WHEN_NEEDED && mode != SnapshotMode.ALWAYS) {
        throw new GapException(
            gap.get()
                + " The changes between are lost to this connector. Either read all tables again"
                + " (snapshot.mode=when_needed, or stop the connector, DELETE"
                + " /connectors/{name}/offsets, and resume), or accept the loss by"
                + " snapshot.mode=no_data after deleting the offsets.");
      }
      boolean usable = slot.isPresent() && !slot.get().invalidated();
      return new StartPlan(slot.isPresent() && !usable, !usable, capturedTables, true, true);
    }
    Set<String> tables =
        switch (mode) {
          case NO_DATA -> Set.of();
          case ALWAYS -> capturedTables;
          case INITIAL, INITIAL_ONLY, WHEN_NEEDED -> incomplete(stored, capturedTables);
        };
    return new StartPlan(false, slot.isEmpty(), tables, false, true);
  }

  private static Set<String> incomplete(StoredPositions stored, Set<String> tables) {
    List<String> incomplete = new ArrayList<>();
    for (String table : tables) {
      TablePosition position = stored.tables().get(table);
      if (position == null || position.snapshotPending()) {
        incomplete.add(table);
      }
    }
    return Set.copyOf(incomplete);
  }

  /** What proves that changes are missing; empty if nothing does. */
  private static Optional<String> gap(
      StoredPositions stored, Optional<SlotState> slot, SystemIdentity server, String slotName) {
    if (slot.isPresent() && slot.get().invalidated()) {
      return Optional.of(
          "Replication slot \""
              + slotName
              + "\" has been invalidated by the server ("
              + slot.get().invalidationReason()
              + "): the log that it needs is gone.");
    }
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    if (slot.isEmpty()) {
      return Optional.of(
          "Replication slot \""
              + slotName
              + "\" is gone, but changes up to "
              + stored.lane().map(lane -> Lsn.format(lane.lsn())).orElse("some position")
              + " have been delivered from it.");
    }
    if (stored.lane().isEmpty()) {
      return Optional.empty();
    }
    LanePosition lane = stored.lane().get();
    if (!lane.systemId().isEmpty() && !lane.systemId().equals(server.systemId())) {
      return Optional.of(
          "This is another database cluster: its system identifier is "
              + server.systemId()
              + ", the stored positions belong to "
              + lane.systemId()
              + ".");
    }
    if (server.timeline() < lane.timeline()) {
      return Optional.of(
          "The server is on timeline "
              + server.timeline()
              + ", but changes of timeline "
              + lane.timeline()
              + " have been delivered: it was restored to an earlier state.");
    }
    long confirmed = slot.get().confirmedFlushLsn();
    if (Lsn.isAfter(confirmed, lane.lsn())) {
      return Optional.of(
          "Replication slot \""
              + slotName
              + "\" stands at "
              + Lsn.format(confirmed)
              + ", ahead of the last delivered position "
              + Lsn.format(lane.lsn())
              + ": it was made again, or advanced by hand.");
    }
    return Optional.empty();
  }
}

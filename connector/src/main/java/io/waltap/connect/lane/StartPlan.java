/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TablePosition;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What to do when a lane starts: a pure function of what Connect has stored, what the server has,
 * and {@code snapshot.mode}.
 */
public sealed interface StartPlan {

  /** The tables whose rows are to be read. */
  Set<TableId> tables();

  /** Whether the lane streams afterwards. */
  default boolean streams() {
    return true;
  }

  /** Whether the stored positions do not apply to the slot that is read from now on. */
  default boolean forgetsPositions() {
    return false;
  }

  /** The slot exists: the lane continues from its confirmed position. */
  record UseSlot(Set<TableId> tables) implements StartPlan {
    public UseSlot {
      tables = Set.copyOf(tables);
    }
  }

  /**
   * There is no slot, and nothing was delivered. The slot is made, and the tables are read from its
   * snapshot.
   */
  record MakeSlot(Set<TableId> tables) implements StartPlan {
    public MakeSlot {
      tables = Set.copyOf(tables);
    }
  }

  /**
   * Changes are missing, and {@code snapshot.mode} says to read all tables again.
   *
   * @param dropSlot the slot exists, and nothing can be read from it any more
   * @param makeSlot there is no slot, or it is dropped; if false, the existing slot is used
   */
  record ReadAgain(Set<TableId> tables, boolean dropSlot, boolean makeSlot) implements StartPlan {
    public ReadAgain {
      tables = Set.copyOf(tables);
    }

    @Override
    public boolean forgetsPositions() {
      return true;
    }
  }

  /** {@code snapshot.mode=initial_only}: the tables are read, and no unused slot is left. */
  record SnapshotOnly(Set<TableId> tables) implements StartPlan {
    public SnapshotOnly {
      tables = Set.copyOf(tables);
    }

    @Override
    public boolean streams() {
      return false;
    }
  }

  /**
   * @param delivered what was delivered, and from which log
   * @param captured the tables to capture
   * @param stuck why no stream of the slot can come further, although it exists; null if it can
   * @throws GapException if changes are missing between what was delivered and what the server
   *     still has, and the mode does not allow to read the tables again
   */
  static StartPlan of(
      StoredPositions stored,
      DeliveredLog delivered,
      Optional<SlotState> slot,
      SystemIdentity server,
      SnapshotMode mode,
      Set<TableId> captured,
      String slotName,
      String stuck) {
    if (mode == SnapshotMode.INITIAL_ONLY) {
      return new SnapshotOnly(incomplete(stored, captured));
    }
    Optional<String> gap =
        stuck == null
            ? gap(stored, delivered, slot, server, slotName)
            : Optional.of(stuck + " Changes since then are lost.");
    if (gap.isPresent()) {
      boolean usable = slot.isPresent() && !slot.get().invalidated() && stuck == null;
      if (mode != SnapshotMode.WHEN_NEEDED && mode != SnapshotMode.ALWAYS) {
        if (stuck != null) {
          throw new GapException(gap.get() + " " + waysToAnotherSlot(slotName));
        }
        boolean mayBeUpgraded = usable && delivered.isOfAnotherCluster(server);
        String loss =
            mayBeUpgraded
                ? " If it is the same database after pg_upgrade, which has kept the slot, and"
                    + " everything was delivered before the upgrade, nothing is lost: set"
                    + " accept.system.id="
                    + server.systemId()
                    + " and restart the task. Otherwise changes may be lost. "
                : " The changes in between are lost. ";
        throw new GapException(gap.get() + loss + WAYS_OUT);
      }
      return new ReadAgain(captured, slot.isPresent() && !usable, !usable);
    }
    Set<TableId> tables =
        switch (mode) {
          case NO_DATA -> Set.of();
          case ALWAYS -> captured;
          case INITIAL, INITIAL_ONLY, WHEN_NEEDED -> incomplete(stored, captured);
        };
    return slot.isPresent() ? new UseSlot(tables) : new MakeSlot(tables);
  }

  /** What an operator can do about a gap. */
  String WAYS_OUT =
      "Either read all tables again (snapshot.mode=when_needed, or stop the connector, DELETE"
          + " /connectors/{name}/offsets, and resume), or accept the loss by snapshot.mode=no_data"
          + " after deleting the offsets.";

  /** What an operator can do if only another slot can come further. */
  private static String waysToAnotherSlot(String slotName) {
    return "Either set snapshot.mode=when_needed, which replaces the slot and reads all tables"
        + " again. Or stop the connector, run SELECT pg_drop_replication_slot('"
        + slotName
        + "');, DELETE /connectors/{name}/offsets, and resume: snapshot.mode=initial then reads all"
        + " tables again, and snapshot.mode=no_data accepts the loss.";
  }

  private static Set<TableId> incomplete(StoredPositions stored, Set<TableId> tables) {
    Set<TableId> incomplete = new HashSet<>();
    for (TableId table : tables) {
      TablePosition position = stored.tables().get(table.text());
      if (position == null || position.snapshotPending()) {
        incomplete.add(table);
      }
    }
    return incomplete;
  }

  /** What proves that changes are missing; empty if nothing does. */
  private static Optional<String> gap(
      StoredPositions stored,
      DeliveredLog delivered,
      Optional<SlotState> slot,
      SystemIdentity server,
      String slotName) {
    if (slot.isPresent() && slot.get().invalidated()) {
      return Optional.of(
          "Replication slot \""
              + slotName
              + "\" has been invalidated by the server ("
              + slot.get().invalidationReason()
              + "): the WAL that it needs is gone.");
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
    Optional<String> otherLog = delivered.gap(server);
    if (otherLog.isPresent() || stored.lane().isEmpty()) {
      return otherLog;
    }
    LanePosition lane = stored.lane().get();
    long confirmed = slot.get().confirmedFlushLsn();
    if (Lsn.isAfter(confirmed, lane.lsn())) {
      return Optional.of(
          "Replication slot \""
              + slotName
              + "\" is at "
              + Lsn.format(confirmed)
              + ", ahead of the last delivered position "
              + Lsn.format(lane.lsn())
              + ": it was recreated or advanced manually.");
    }
    return Optional.empty();
  }
}

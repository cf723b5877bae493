/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import java.util.Collection;

/**
 * A task's part in a change of lanes: what its lane does with its slot before it streams. Pure, and
 * the same after a crash at any step.
 */
public sealed interface ArrivalPlan {
  /** The lane's own slot is the right one. */
  record KeepSlot() implements ArrivalPlan {}

  /** Copy the handover slot as the lane's. */
  record CopyHandover() implements ArrivalPlan {}

  /**
   * The lane's slot has gone past what its new tables need: drop it, then copy the handover slot.
   */
  record DropSlot() implements ArrivalPlan {}

  /** The connector has not made the handover slot yet. */
  record AwaitHandover() implements ArrivalPlan {}

  /** A slot with the lane's name exists, and nothing shows that it is ours. */
  record ForeignSlot() implements ArrivalPlan {}

  /**
   * @param tables the captured tables of the whole connector
   */
  static ArrivalPlan next(LaneSlots lanes, Lane lane, Collection<TableId> tables) {
    if (lane.epoch() == 0 || lanes.arrived(lane.index(), lane.layout(), lane.epoch())) {
      return new KeepSlot();
    }
    Long handover = lanes.slots().get(lane.handoverSlot());
    if (handover == null) {
      return new AwaitHandover();
    }
    Long own = lanes.slots().get(lane.slot());
    if (own == null) {
      return new CopyHandover();
    }
    LanePosition before = lanes.stored().get(lane.slot());
    if (before == null && lane.index() > 0) {
      // our copy stays where it is until the lane has stored its first position
      return own.equals(handover) ? new KeepSlot() : new ForeignSlot();
    }
    boolean reaches = !Lsn.isAfter(own, handover);
    return reaches || before != null && !gains(before, lane, tables)
        ? new KeepSlot()
        : new DropSlot();
  }

  /**
   * Whether the lane's stored position belongs to the slot that the lane has now. It does not if
   * the slot is, or may be, a copy of the handover slot. Nothing is missing in such a copy,
   * whatever its position is.
   */
  static boolean continuesSlot(LaneSlots lanes, Lane lane) {
    Long handover = lanes.slots().get(lane.handoverSlot());
    Long own = lanes.slots().get(lane.slot());
    return lane.epoch() == 0
        || lanes.arrived(lane.index(), lane.layout(), lane.epoch())
        || handover == null
        || own == null
        || Lsn.isAfter(own, handover);
  }

  /** Whether the lane gets a table that it did not carry when it last ran. */
  private static boolean gains(LanePosition before, Lane lane, Collection<TableId> tables) {
    LaneLayout then = LaneSlots.layout(before);
    return tables.stream()
        .anyMatch(table -> lane.carries(table) && then.laneOf(table) != lane.index());
  }
}

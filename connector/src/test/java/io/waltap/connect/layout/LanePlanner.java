/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.SlotNames;
import io.waltap.connect.pgoutput.TableId;
import java.util.List;

/**
 * The planners that {@link LaneWorld} is run with, so that a test may put a wrong one in their
 * place.
 */
interface LanePlanner {
  /** The planners as they are. */
  LanePlanner REAL = new LanePlanner() {};

  /** Which epoch the connector gives to a layout when it starts, or is asked for one. */
  default long epoch(LaneSlots lanes, LaneLayout wanted) {
    return lanes.epochOf(wanted);
  }

  /**
   * @param epoch what {@link #epoch} said when the connector began to prepare the layout
   */
  default LayoutPlan next(LaneSlots lanes, LaneLayout wanted, long epoch, boolean delivered) {
    return LayoutPlan.next(lanes, wanted, epoch, delivered);
  }

  default ArrivalPlan arrive(LaneSlots lanes, Lane lane, List<TableId> tables) {
    return ArrivalPlan.next(lanes, lane, tables);
  }

  /** The slot from which the lanes of an epoch get theirs. */
  default String handoverSlot(long epoch) {
    return SlotNames.handover(LaneWorld.BASE_SLOT, epoch);
  }
}

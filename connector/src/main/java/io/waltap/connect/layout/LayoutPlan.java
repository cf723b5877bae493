/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.SlotNames;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.LanePosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The connector's part in a change of lanes: a pure function from the present state to the next
 * step. Each step leaves a state from which the same function continues, so a change may be
 * interrupted anywhere. docs/design/lanes.md has the argument.
 *
 * <p>The handover slot is a copy of the slot that is furthest behind. It is at or before everything
 * that any lane has yet to deliver. So a lane that starts from it misses nothing, and by its
 * tables' positions it drops what was delivered before.
 */
public sealed interface LayoutPlan {
  /** Nothing is to be changed: the lanes keep their slots. */
  record Settled() implements LayoutPlan {}

  /** All lanes have arrived in the new layout: no lane needs these slots any more. */
  record Drop(List<String> slots) implements LayoutPlan {}

  /**
   * Nothing has ever been delivered and there is no slot: make the first slot, from which all
   * others are copied.
   */
  record MakeFirst(String slot) implements LayoutPlan {}

  /** Copy this slot as the handover slot. */
  record Copy(String slot) implements LayoutPlan {}

  /** The handover slot has moved past what a lane still needs: drop it, and copy a slot again. */
  record DropHandover() implements LayoutPlan {}

  /** The handover slot exists. These slots were made for layouts that this layout replaces. */
  record DropOvertaken(List<String> slots) implements LayoutPlan {}

  /** The handover slot exists: lanes may copy it. */
  record Ready() implements LayoutPlan {}

  /** Changes are missing; a new layout would hide that. */
  record Gap(String message) implements LayoutPlan {}

  /**
   * @param wanted the layout to reach
   * @param epoch its epoch, as {@link LaneSlots#epochOf} said when the change began
   * @param delivered whether anything is stored for any table, or was left by Debezium
   */
  static LayoutPlan next(LaneSlots lanes, LaneLayout wanted, long epoch, boolean delivered) {
    if (epoch == 0) {
      return new Settled();
    }
    List<String> overtaken = List.copyOf(lanes.handovers().headMap(epoch).values());
    if (allArrived(lanes, wanted, epoch)) {
      List<String> leftovers = leftovers(lanes, wanted, epoch);
      return leftovers.isEmpty() ? new Settled() : new Drop(leftovers);
    }
    Optional<String> furthestBehind = furthestBehind(lanes, overtaken);
    Long handover = lanes.slots().get(lanes.handoverSlot(epoch));
    if (handover != null) {
      // a lane's slot may be missing now: the lane is just replacing it
      boolean reaches =
          anyArrived(lanes, wanted, epoch)
              || furthestBehind.isEmpty()
              || !Lsn.isAfter(handover, lanes.slots().get(furthestBehind.get()));
      if (!reaches) {
        return new DropHandover();
      }
      return overtaken.isEmpty() ? new Ready() : new DropOvertaken(overtaken);
    }
    if (!overtaken.isEmpty()) {
      return new Copy(furthestBehind.orElseThrow());
    }
    Optional<String> missing =
        required(lanes, epoch).stream()
            .filter(slot -> !lanes.slots().containsKey(slot))
            .findFirst();
    if (missing.isEmpty() && furthestBehind.isPresent()) {
      return new Copy(furthestBehind.get());
    }
    if (lanes.stored().isEmpty() && !delivered) {
      return new MakeFirst(lanes.baseSlot());
    }
    return new Gap(
        "Replication slot \""
            + missing.orElse(lanes.baseSlot())
            + "\" is gone or was invalidated, so the lanes cannot be changed without loss: set"
            + " tasks.max (and lane.assignments) back to "
            + lanes.storedLayout()
            + ", let that lane recover by snapshot.mode=when_needed, and change the lanes"
            + " afterwards.");
  }

  private static boolean anyArrived(LaneSlots lanes, LaneLayout wanted, long epoch) {
    return IntStream.range(0, wanted.lanes()).anyMatch(lane -> lanes.arrived(lane, wanted, epoch));
  }

  private static boolean allArrived(LaneSlots lanes, LaneLayout wanted, long epoch) {
    for (int lane = 0; lane < wanted.lanes(); lane++) {
      if (!lanes.arrived(lane, wanted, epoch)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Of the slots that may have changes that are not delivered yet, the slot that has all of them.
   *
   * @param overtaken handover slots of layouts that never took effect; a copy of such a slot has
   *     the same changes
   */
  private static Optional<String> furthestBehind(LaneSlots lanes, List<String> overtaken) {
    List<String> sources = new ArrayList<>(overtaken);
    for (int lane = 0; lane < SlotNames.MOST_LANES; lane++) {
      String slot = lanes.slot(lane);
      // Debezium or the user may have made the first slot
      boolean ours = lane == 0 || lanes.stored().containsKey(slot);
      if (ours && lanes.slots().containsKey(slot)) {
        sources.add(slot);
      }
    }
    return sources.stream().min(Comparator.comparing(lanes.slots()::get, Long::compareUnsigned));
  }

  /**
   * The slots without which changes are missing: those of the layout before, and of lanes that have
   * arrived already.
   */
  private static List<String> required(LaneSlots lanes, long epoch) {
    long until = 0;
    for (LanePosition position : lanes.stored().values()) {
      if (position.epoch() < epoch) {
        until = Math.max(until, position.epoch());
      }
    }
    List<String> required = new ArrayList<>();
    for (int lane = 0; lane < SlotNames.MOST_LANES; lane++) {
      LanePosition position = lanes.stored().get(lanes.slot(lane));
      if (position != null && (position.epoch() == until || position.epoch() == epoch)) {
        required.add(lanes.slot(lane));
      }
    }
    return required.isEmpty() ? List.of(lanes.baseSlot()) : required;
  }

  private static List<String> leftovers(LaneSlots lanes, LaneLayout wanted, long epoch) {
    List<String> handovers = List.copyOf(lanes.handovers().headMap(epoch, true).values());
    List<String> leftovers = new ArrayList<>();
    for (int lane = wanted.lanes(); lane < SlotNames.MOST_LANES; lane++) {
      String slot = lanes.slot(lane);
      Long position = lanes.slots().get(slot);
      // a slot is known to be ours if this connector has delivered from it, or if it is where a
      // handover slot is: then a lane that never arrived has copied the handover slot
      boolean ours =
          lanes.stored().containsKey(slot)
              || handovers.stream().anyMatch(name -> lanes.slots().get(name).equals(position));
      if (position != null && ours) {
        leftovers.add(slot);
      }
    }
    leftovers.addAll(handovers); // last, because they show which of the others are ours
    return leftovers;
  }
}

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
 * The connector's part in a change of lanes: a pure function from what is there to the one thing to
 * be done next. Each step leaves a state from which the same function goes on, so that it may be
 * cut off anywhere. docs/design/lanes.md has the argument.
 *
 * <p>The handover slot is a copy of the slot that is furthest behind. It stands at or before
 * everything that any lane has yet to deliver, so a lane that starts from it misses nothing, and
 * drops by its tables' positions what was delivered before.
 */
public sealed interface LayoutPlan {
  /** Nothing is to be changed: the lanes carry on in their slots. */
  record Settled() implements LayoutPlan {}

  /** All lanes have arrived in the new layout: these slots serve nobody any more. */
  record Drop(List<String> slots) implements LayoutPlan {}

  /**
   * Nothing has ever been delivered and there is no slot: make the first one, from which all others
   * are copied.
   */
  record MakeFirst(String slot) implements LayoutPlan {}

  /** Copy this slot as the handover slot. */
  record Copy(String slot) implements LayoutPlan {}

  /** The handover slot has moved past what a lane still needs: drop it, and copy anew. */
  record DropHandover() implements LayoutPlan {}

  /** The handover slot is there; these were made for layouts that this one overtakes. */
  record DropOvertaken(List<String> slots) implements LayoutPlan {}

  /** The handover slot is there: lanes may take their slots from it. */
  record Ready() implements LayoutPlan {}

  /** Changes are missing; a new layout would hide that. */
  record Gap(String message) implements LayoutPlan {}

  /**
   * @param wanted the layout to come to
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
            + ", let that lane recover by snapshot.mode=when_needed, and change the lanes after"
            + " it.");
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
   * Of the slots that may hold what is not delivered yet, the one that has it all.
   *
   * @param overtaken handover slots of layouts that never came about; a copy of one is as good as
   *     it
   */
  private static Optional<String> furthestBehind(LaneSlots lanes, List<String> overtaken) {
    List<String> sources = new ArrayList<>(overtaken);
    for (int lane = 0; lane < SlotNames.MOST_LANES; lane++) {
      String slot = lanes.slot(lane);
      // the first slot may be Debezium's, or the user's
      boolean ours = lane == 0 || lanes.stored().containsKey(slot);
      if (ours && lanes.slots().containsKey(slot)) {
        sources.add(slot);
      }
    }
    return sources.stream().min(Comparator.comparing(lanes.slots()::get, Long::compareUnsigned));
  }

  /**
   * The slots without which changes are missing: those of the layout until now, and of lanes that
   * have arrived already.
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
      // only what this connector has delivered from is known to be its own, and what stands where
      // a handover slot does: a lane that never came about has taken its slot from that
      boolean ours =
          lanes.stored().containsKey(slot)
              || handovers.stream().anyMatch(name -> lanes.slots().get(name).equals(position));
      if (position != null && ours) {
        leftovers.add(slot);
      }
    }
    leftovers.addAll(handovers); // last, since they tell which of the others are ours
    return leftovers;
  }
}

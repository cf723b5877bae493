/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.layout.LaneWorld.Slot;
import io.waltap.connect.position.LanePosition;
import java.util.List;
import java.util.Map;

/** The connector in {@link LaneWorld}: does what LayoutChange does, one step at a time. */
final class LaneWorldConnector {
  private final LaneWorld world;

  // while it prepares a layout
  private boolean preparing;
  private Map<String, LanePosition> stored;

  private LaneLayout layout;
  private long epoch;

  /** The slot that it is about to copy. */
  private String source;

  LaneWorldConnector(LaneWorld world) {
    this.world = world;
    restart();
  }

  /** It has died, or was given another configuration: all that it knew is gone. */
  void restart() {
    preparing = true;
    stored = null;
    layout = null;
    source = null;
  }

  boolean isPreparing() {
    return preparing;
  }

  void step() {
    if (source != null) {
      copy();
    } else if (preparing) {
      prepare();
    } else if (!world.wanted().equals(layout) || isOvertaken()) {
      restart(); // it asks Connect to be asked for tasks again
    } else {
      carryOut(next(world.storedLanes, true));
    }
  }

  /** Whether a lane has stored another layout since: one that was given up before it was known. */
  private boolean isOvertaken() {
    return world.storedLanes.values().stream()
        .anyMatch(
            position ->
                position.epoch() > epoch
                    || epoch > 0
                        && position.epoch() == epoch
                        && !layout.text().equals(position.lanes()));
  }

  private void prepare() {
    if (stored == null) {
      stored = Map.copyOf(world.storedLanes);
      layout = world.wanted();
      epoch = world.ask(stored, lanes -> world.planner.epoch(lanes, layout));
    }
    LayoutPlan next = next(stored, !stored.isEmpty() || !world.storedTables.isEmpty());
    if (next instanceof LayoutPlan.Settled
        || next instanceof LayoutPlan.Ready
        || next instanceof LayoutPlan.Drop) {
      preparing = false;
      stored = null;
      world.publish(layout, epoch);
    } else {
      carryOut(next);
    }
  }

  private LayoutPlan next(Map<String, LanePosition> positions, boolean delivered) {
    return world.ask(positions, lanes -> world.planner.next(lanes, layout, epoch, delivered));
  }

  private void carryOut(LayoutPlan step) {
    if (step instanceof LayoutPlan.Gap gap) {
      throw world.violation("a gap that is none: " + gap.message());
    } else if (step instanceof LayoutPlan.DropHandover) {
      world.note("the connector drops a handover slot that came too late");
      world.slots.remove(world.planner.handoverSlot(epoch));
    } else if (step instanceof LayoutPlan.MakeFirst first) {
      world.note("the connector makes the first slot at " + world.end());
      world.slots.put(first.slot(), new Slot(world.end()));
    } else if (step instanceof LayoutPlan.Copy copy) {
      source = copy.slot();
    } else if (step instanceof LayoutPlan.DropOvertaken overtaken) {
      drop(overtaken.slots());
    } else if (step instanceof LayoutPlan.Drop drop) {
      drop(drop.slots());
    }
  }

  /** The slot may have moved since it was chosen. */
  private void copy() {
    Slot original = world.slots.get(source);
    String handover = world.planner.handoverSlot(epoch);
    if (original != null && !world.slots.containsKey(handover)) {
      world.note("the connector copies " + source + " at " + original.confirmed);
      world.slots.put(handover, new Slot(original.confirmed));
    }
    source = null;
  }

  private void drop(List<String> slots) {
    for (String name : slots) {
      Slot slot = world.slots.get(name);
      if (slot != null && slot.reader != null) {
        world.note("the server refuses to drop " + name + ", which is in use");
        return;
      }
      world.note("the connector drops " + name);
      world.slots.remove(name);
    }
  }
}

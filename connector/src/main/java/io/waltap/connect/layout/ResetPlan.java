/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.SlotNames;
import io.waltap.connect.position.SourcePartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What happens to the slots of a connector with several lanes when an operator deletes its offsets.
 * One lane is left, and its slot has everything that any lane's slot had. So nothing is missed even
 * if some table keeps its position.
 *
 * @param replaceFirstBy a slot that lags behind the first lane's slot; a copy of it replaces the
 *     first lane's slot
 * @param drop slots of the other lanes, dropped afterwards
 */
public record ResetPlan(Optional<String> replaceFirstBy, List<String> drop) {
  public ResetPlan {
    drop = List.copyOf(drop);
  }

  /**
   * @param offsets as the operator sets them, by source partition
   * @param slots the confirmed positions of the database's slots, by name
   * @return empty if the lanes stay as they are
   * @throws IllegalArgumentException if only some of the lanes' positions are deleted
   */
  public static Optional<ResetPlan> of(
      String baseSlot,
      Map<? extends Map<String, ?>, ? extends Map<String, ?>> offsets,
      Map<String, Long> slots) {
    List<String> deleted = new ArrayList<>();
    offsets.forEach(
        (partition, offset) -> {
          if (offset == null && partition.containsKey(SourcePartition.SLOT)) {
            deleted.add(String.valueOf(partition.get(SourcePartition.SLOT)));
          }
        });
    List<String> lanes = new ArrayList<>();
    for (int lane = 1; lane < SlotNames.MOST_LANES; lane++) {
      String slot = SlotNames.lane(baseSlot, lane);
      if (deleted.contains(slot)) {
        lanes.add(slot);
      }
    }
    if (lanes.isEmpty()) {
      return Optional.empty();
    }
    if (!deleted.contains(baseSlot) || offsets.values().stream().anyMatch(Objects::nonNull)) {
      throw new IllegalArgumentException(
          "the positions of lanes can only be deleted all at once, by DELETE"
              + " /connectors/{name}/offsets: tables of a lane would miss changes otherwise");
    }
    List<String> present = new ArrayList<>(lanes.stream().filter(slots::containsKey).toList());
    Optional<String> behind =
        present.stream()
            .filter(slot -> isBehind(slots.get(slot), slots.get(baseSlot)))
            .min(Comparator.comparing(slots::get, Long::compareUnsigned));
    // the slot that is copied is dropped last
    behind.ifPresent(
        slot -> {
          present.remove(slot);
          present.add(slot);
        });
    slots.keySet().stream()
        .filter(slot -> slot.startsWith(SlotNames.handoverPrefix(baseSlot)))
        .sorted()
        .forEach(present::add);
    return Optional.of(new ResetPlan(behind, present));
  }

  private static boolean isBehind(long slot, Long base) {
    return base == null || Long.compareUnsigned(slot, base) < 0;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.SlotNames;
import io.waltap.connect.config.TaskProperties;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import java.util.HashMap;
import java.util.Map;

/**
 * Which lane a task runs. Only the connector sets it, in the task's properties.
 *
 * @param index from 0
 * @param layout how the tables are spread
 * @param epoch counts the layouts that the connector has had; 0 if it never had a lane other than
 *     its first
 * @param baseSlot {@code slot.name} as the user set it: lane 0's slot
 */
public record Lane(int index, LaneLayout layout, long epoch, String baseSlot) {

  /** The only lane of a connector that has one. */
  public static Lane single(String baseSlot) {
    return new Lane(0, LaneLayout.single(), 0, baseSlot);
  }

  /**
   * Reads a task's properties.
   *
   * @param slotName {@code slot.name}, for a task whose properties name no lane
   */
  public static Lane of(Map<String, String> properties, String slotName) {
    if (!TaskProperties.areOfTask(properties)) {
      return single(slotName);
    }
    return new Lane(
        Integer.parseInt(properties.get(TaskProperties.INDEX)),
        LaneLayout.parse(properties.get(TaskProperties.LAYOUT)),
        Long.parseLong(properties.get(TaskProperties.EPOCH)),
        properties.get(TaskProperties.BASE_SLOT));
  }

  /** The connector's properties as this lane's task gets them. */
  public Map<String, String> properties(Map<String, String> connector) {
    Map<String, String> task = new HashMap<>(connector);
    task.put(TaskProperties.INDEX, Integer.toString(index));
    task.put(TaskProperties.LAYOUT, layout.text());
    task.put(TaskProperties.EPOCH, Long.toString(epoch));
    task.put(TaskProperties.BASE_SLOT, baseSlot);
    task.put(TaskProperties.SLOT, slot());
    return Map.copyOf(task);
  }

  /** Whether the table is this lane's. */
  public boolean carries(TableId table) {
    return layout.laneOf(table) == index;
  }

  /** The lane's position before anything is delivered. */
  public LanePosition noPosition() {
    return new LanePosition(Lsn.NONE, "", 0, epoch, epoch == 0 ? null : layout.text());
  }

  /** The lane's own slot. */
  public String slot() {
    return SlotNames.lane(baseSlot, index);
  }

  /** The slot from which this layout's lanes copy theirs. */
  public String handoverSlot() {
    return SlotNames.handover(baseSlot, epoch);
  }
}

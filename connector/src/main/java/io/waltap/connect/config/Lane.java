/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.HashMap;
import java.util.Map;

/**
 * Which lane a task runs. The connector puts it into the task's properties; nobody else does.
 *
 * @param index from 0
 * @param layout how the tables are spread
 * @param epoch counts the layouts that the connector has had; 0 for one that never had another lane
 *     than its first
 * @param baseSlot {@code slot.name} as the user set it: lane 0's slot
 */
public record Lane(int index, LaneLayout layout, long epoch, String baseSlot) {
  private static final String INDEX = "waltap.lane.index";
  private static final String LAYOUT = "waltap.lane.layout";
  private static final String EPOCH = "waltap.lane.epoch";
  private static final String BASE_SLOT = "waltap.lane.base.slot";

  static Lane of(Map<String, String> properties, String slotName) {
    if (!properties.containsKey(LAYOUT)) {
      return new Lane(0, LaneLayout.single(), 0, slotName);
    }
    return new Lane(
        Integer.parseInt(properties.get(INDEX)),
        LaneLayout.parse(properties.get(LAYOUT)),
        Long.parseLong(properties.get(EPOCH)),
        properties.get(BASE_SLOT));
  }

  /** The connector's properties as this lane's task gets them. */
  public Map<String, String> properties(Map<String, String> connector) {
    Map<String, String> task = new HashMap<>(connector);
    task.put(INDEX, Integer.toString(index));
    task.put(LAYOUT, layout.text());
    task.put(EPOCH, Long.toString(epoch));
    task.put(BASE_SLOT, baseSlot);
    task.put(ReplicationKeys.SLOT_NAME, slot());
    return Map.copyOf(task);
  }

  /** Whether these are the properties of a task, in which {@code slot.name} is the lane's. */
  static boolean isOfTask(Map<String, String> properties) {
    return properties.containsKey(LAYOUT);
  }

  /** Whether the table is this lane's. */
  public boolean carries(String schema, String table) {
    return layout.laneOf(schema, table) == index;
  }

  public String slot() {
    return slot(baseSlot, index);
  }

  /** The slot of a lane. */
  public static String slot(String baseSlot, int index) {
    return index == 0 ? baseSlot : baseSlot + "_" + index;
  }

  /** The slot from which this layout's lanes get theirs. */
  public String handoverSlot() {
    return handoverSlot(baseSlot, epoch);
  }

  /**
   * The slot from which a layout's lanes get theirs. Its name has the epoch, since it is all that
   * tells of a layout that was published but under which no lane has stored its position yet.
   */
  public static String handoverSlot(String baseSlot, long epoch) {
    return handoverPrefix(baseSlot) + epoch;
  }

  /** What the names of a connector's handover slots begin with. */
  public static String handoverPrefix(String baseSlot) {
    return baseSlot + "_handover_";
  }
}

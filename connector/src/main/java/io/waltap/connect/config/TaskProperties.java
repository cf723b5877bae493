/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.Map;

/**
 * Properties that the connector adds for each of its tasks. Connect stores them, so their names
 * never change.
 */
public final class TaskProperties {
  public static final String INDEX = "waltap.lane.index";
  public static final String LAYOUT = "waltap.lane.layout";
  public static final String EPOCH = "waltap.lane.epoch";
  public static final String BASE_SLOT = "waltap.lane.base.slot";

  /**
   * In a task's properties {@code slot.name} is the lane's own slot, which is what an operator
   * looks for there.
   */
  public static final String SLOT = ReplicationKeys.SLOT_NAME;

  private TaskProperties() {}

  /** Whether these are the properties of a task. */
  public static boolean areOfTask(Map<String, String> properties) {
    return properties.containsKey(LAYOUT);
  }
}

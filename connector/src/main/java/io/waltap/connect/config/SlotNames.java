/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** The names of the slots that one connector has, all made of {@code slot.name}. */
public final class SlotNames {
  /** More lanes would be more walsenders than any server should have for one connector. */
  public static final int MOST_LANES = 64;

  private SlotNames() {}

  /** The slot of a lane, from 0. */
  public static String lane(String baseSlot, int index) {
    return index == 0 ? baseSlot : baseSlot + "_" + index;
  }

  /**
   * The slot from which the lanes of a layout copy theirs. Its name has the epoch, because it is
   * the only trace of a layout that was published but under which no lane has stored its position
   * yet.
   */
  public static String handover(String baseSlot, long epoch) {
    return handoverPrefix(baseSlot) + epoch;
  }

  /** The beginning of the names of a connector's handover slots. */
  public static String handoverPrefix(String baseSlot) {
    return baseSlot + "_handover_";
  }
}

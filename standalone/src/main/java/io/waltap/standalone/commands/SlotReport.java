/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

/**
 * What the server says about the source's slot.
 *
 * @param words for the log
 * @param reason why the run is not healthy; empty if the slot is no reason
 */
public record SlotReport(String words, String reason) {
  public static SlotReport healthy(String words) {
    return new SlotReport(words, "");
  }

  public static SlotReport bad(String words) {
    return new SlotReport(words, words);
  }
}

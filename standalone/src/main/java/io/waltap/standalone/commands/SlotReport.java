/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

/**
 * What the server says about the source's slot.
 *
 * @param words for the log
 * @param reason why the run is not healthy; empty if the slot is no reason
 * @param confirmed up to where it is confirmed; 0 if that is not known
 */
public record SlotReport(String words, String reason, long confirmed) {
  /** Of a slot that is as it should be. */
  public static SlotReport healthy(String words, long confirmed) {
    return new SlotReport(words, "", confirmed);
  }

  /** Of a slot that is not, or that cannot be asked for. */
  public static SlotReport bad(String words) {
    return new SlotReport(words, words, 0);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;

/** Makes one run out of several, without their dead entries. */
final class RunMerge {
  private static final Comparator<Run.Cursor> BY_KEY =
      (one, other) -> IndexKey.compare(one.high(), one.low(), other.high(), other.low());

  private RunMerge() {}

  /**
   * Writes the entries of some runs in their order.
   *
   * @param live whether the entries of a file's number are kept
   */
  static void write(List<Run> runs, IntPredicate live, RunWriter to) throws IOException {
    PriorityQueue<Run.Cursor> next = new PriorityQueue<>(BY_KEY);
    for (Run run : runs) {
      Run.Cursor cursor = run.cursor();
      if (cursor.next()) {
        next.add(cursor);
      }
    }
    while (!next.isEmpty()) {
      Run.Cursor first = next.remove();
      if (live.test(first.file())) {
        to.add(first.high(), first.low(), first.file(), first.position());
      }
      if (first.next()) {
        next.add(first);
      }
    }
  }
}

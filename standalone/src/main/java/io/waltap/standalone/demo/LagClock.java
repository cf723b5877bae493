/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells when each change of one table has landed. It compares two numbers that only grow: the
 * changes that were committed, and the rows of the table in Iceberg. This is exact because every
 * change lands as one row, once, and in the order of the commits: the table's topic has one
 * partition. The clock has its own lock. The workload tells what it has committed, and the demo's
 * thread tells what has landed.
 */
final class LagClock {
  /**
   * @param upTo the number of changes that were committed then or before
   */
  private record Commit(long millis, long upTo) {}

  private final LagMeter meter;
  private final Deque<Commit> waiting = new ArrayDeque<>();
  private long made;
  private long landed;

  /**
   * @param meter gets the time of each change that has landed
   */
  LagClock(LagMeter meter) {
    this.meter = meter;
  }

  /** Notes changes that were committed at that time. */
  synchronized void made(long millis, long changes) {
    made += changes;
    Commit last = waiting.peekLast();
    if (last != null && last.millis() == millis) {
      waiting.removeLast();
    }
    waiting.addLast(new Commit(millis, made));
  }

  /** Notes how many rows the table had at that time. */
  synchronized void landed(long millis, long rows) {
    while (landed < rows && !waiting.isEmpty()) {
      Commit oldest = waiting.peekFirst();
      long upTo = Math.min(rows, oldest.upTo());
      meter.add(oldest.millis(), millis, upTo - landed);
      landed = upTo;
      if (landed == oldest.upTo()) {
        waiting.removeFirst();
      }
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.util.Arrays;

/**
 * How many changes took how many milliseconds. There is a counter for each millisecond, so median
 * and p99 are exact however many changes there are. For one thread, or under its owner's lock.
 */
final class Latencies {
  /** What took longer counts as this, so that the memory is bounded. */
  static final int LONGEST_MS = 600_000;

  private static final int FIRST_LENGTH = 1_024;

  private long[] counts = new long[FIRST_LENGTH];
  private long count;

  /**
   * All that has been added so far; it does not change later.
   *
   * @param count how many changes; without any, both times are 0
   * @param median half of the changes took at most these milliseconds
   * @param p99 99 of 100 changes took at most these milliseconds
   */
  record Summary(long count, long median, long p99) {}

  /** Adds a number of changes that took the same time. */
  void add(long millis, long changes) {
    int index = (int) Math.max(0, Math.min(millis, LONGEST_MS));
    if (index >= counts.length) {
      int length = Math.max(index + 1, 2 * counts.length);
      counts = Arrays.copyOf(counts, Math.min(length, LONGEST_MS + 1));
    }
    counts[index] += changes;
    count += changes;
  }

  Summary summary() {
    return new Summary(count, percentile(50), percentile(99));
  }

  /** The shortest time that so many of 100 changes did not exceed. */
  private long percentile(int percent) {
    long rank = (count * percent + 99) / 100;
    int millis = 0;
    long upTo = counts[0];
    while (upTo < rank) {
      millis++;
      upTo += counts[millis];
    }
    return millis;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.util.Locale;

/**
 * What a {@link LagMeter} has measured, for people.
 *
 * @param way from where to where
 * @param goalMillis what 99 of 100 changes should take less than
 * @param changes all changes that were seen, also those of the warm-up
 * @param measured the changes after the warm-up
 * @param firstQuarter of the measured time
 * @param lastQuarter of the measured time
 */
record LagResult(
    String way,
    long goalMillis,
    long changes,
    Latencies.Summary measured,
    Latencies.Summary firstQuarter,
    Latencies.Summary lastQuarter) {
  /**
   * Medians differ by chance: a busy machine pauses, and the sink's commits fall early or late in a
   * quarter. So a lag has grown only if it has grown by more than this part of its goal.
   */
  private static final int GROWN_BY_PART_OF_GOAL = 5;

  /**
   * Median, p99 and whether the goal is met. It is missed, too, if changes were not seen at all.
   *
   * @param made how many changes the workload has made
   */
  String percentiles(long made) {
    if (measured.count() == 0) {
      return way + ": no change was measured, a longer run (--seconds) is needed";
    }
    return String.format(
        Locale.ROOT,
        "%s: median %,6d ms, p99 %,6d ms (goal: p99 below %,5d ms): %s",
        way,
        measured.median(),
        measured.p99(),
        goalMillis,
        verdict(made));
  }

  /** The medians of both quarters, and whether the lag has grown. */
  String growth() {
    if (firstQuarter.count() == 0 || lastQuarter.count() == 0) {
      return way + ": too few changes to tell";
    }
    return String.format(
        Locale.ROOT,
        "%s: %,6d ms, %,6d ms: the lag %s",
        way,
        firstQuarter.median(),
        lastQuarter.median(),
        grown() ? "GREW" : "did not grow");
  }

  private String verdict(long made) {
    if (changes < made) {
      return String.format(Locale.ROOT, "MISSED, %,d changes did not arrive", made - changes);
    }
    return measured.p99() < goalMillis ? "met" : "MISSED";
  }

  private boolean grown() {
    return lastQuarter.median() - firstQuarter.median() > goalMillis / GROWN_BY_PART_OF_GOAL;
  }
}

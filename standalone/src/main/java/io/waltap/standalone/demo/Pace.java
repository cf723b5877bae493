/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The schedule of the workload: each change is due at a fixed time after the start. So a workload
 * that was held up makes up for it, and the rate does not drift.
 *
 * @param perSecond how many changes are due in a second
 */
record Pace(int perSecond) {
  /** A workload that makes less than this part of its changes does not keep the rate. */
  private static final double KEPT = 0.95;

  /**
   * How long it is until the next change is due; not positive if it is due.
   *
   * @param changes made since the start
   * @param nanos since the start
   */
  long millisUntilDue(long changes, long nanos) {
    return changes * 1000 / perSecond - TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  /**
   * What the workload has made, and whether it has kept the rate.
   *
   * @param changes made since the start
   * @param nanos since the start
   */
  String outcome(long changes, long nanos) {
    double seconds = nanos / 1e9;
    long due = (long) (KEPT * perSecond * seconds);
    return String.format(
        Locale.ROOT,
        "The workload made %,d changes in %.1f s, %,d per second: %s",
        changes,
        seconds,
        Math.round(changes / seconds),
        changes >= due
            ? "as asked for."
            : String.format(
                Locale.ROOT, "it could NOT keep the %,d that were asked for.", perSecond));
  }
}

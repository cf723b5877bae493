/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

/**
 * How far a table is behind a topic that gets records at a steady rate. Pure: the caller says the
 * time.
 */
final class LagWatch {
  private final double perSecond;
  private final double intervalSeconds;
  private double most;
  private double last;
  private double lastBacklog;

  /**
   * @param perSecond records
   * @param intervalSeconds from one commit to the next
   */
  LagWatch(double perSecond, double intervalSeconds) {
    this.perSecond = perSecond;
    this.intervalSeconds = intervalSeconds;
  }

  /**
   * Adds what was seen.
   *
   * @param produced how many changes the topic has
   * @param taken how many of them the sink has taken
   * @param committed how many of them are in the table
   */
  void add(long produced, long taken, long committed) {
    last = (double) (produced - committed) / perSecond;
    lastBacklog = (double) (produced - taken) / perSecond;
    most = Math.max(most, last);
  }

  /** The longest time, in seconds, that a change has waited for the table. */
  double most() {
    return most;
  }

  /** How many seconds of changes the table lacked when the last change was produced. */
  double last() {
    return last;
  }

  /** How many seconds of changes the sink had not even taken at that time. */
  double lastBacklog() {
    return lastBacklog;
  }

  /**
   * Whether the sink keeps up: a change waits for one interval and one commit, so less than two
   * intervals, as long as commits take less than an interval.
   */
  boolean keptUp() {
    return most < 2 * intervalSeconds;
  }
}

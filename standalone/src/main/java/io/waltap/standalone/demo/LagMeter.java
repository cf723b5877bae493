/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Measures one lag: how long changes take from their commit in PostgreSQL until they are seen
 * elsewhere. All times are milliseconds since the epoch, by the clock of this machine, which
 * PostgreSQL uses too. The meter has its own lock: one thread adds, and another one asks.
 */
final class LagMeter {
  /** In the beginning code is cold, and the sink has to create its tables. */
  static final Duration WARM_UP = Duration.ofSeconds(5);

  private final String way;
  private final long goalMillis;
  private final long quarterMillis;
  private final Latencies measured = new Latencies();
  private final Latencies firstQuarter = new Latencies();
  private final Latencies lastQuarter = new Latencies();
  private Latencies recent = new Latencies();
  private OptionalLong recentMedian = OptionalLong.empty();
  private long begun = Long.MAX_VALUE;
  private long changes;

  /**
   * @param way from where to where, for people
   * @param goal what 99 of 100 changes should take less than
   * @param run how long changes are made
   */
  LagMeter(String way, Duration goal, Duration run) {
    this.way = way;
    this.goalMillis = goal.toMillis();
    this.quarterMillis = Math.max(0, run.minus(WARM_UP).toMillis() / 4);
  }

  /** What was committed before this time is not measured: the rows of the snapshot. */
  synchronized void begin(long millis) {
    begun = millis;
  }

  /**
   * Adds changes of one commit.
   *
   * @param committed when they were committed
   * @param seen when they were seen
   * @param number of the changes
   */
  synchronized void add(long committed, long seen, long number) {
    if (committed < begun) {
      return;
    }
    long lag = seen - committed;
    changes += number;
    recent.add(lag, number);
    long sinceWarmUp = committed - begun - WARM_UP.toMillis();
    if (sinceWarmUp < 0) {
      return;
    }
    measured.add(lag, number);
    if (sinceWarmUp < quarterMillis) {
      firstQuarter.add(lag, number);
    } else if (sinceWarmUp >= 3 * quarterMillis) {
      lastQuarter.add(lag, number);
    }
  }

  /** The median of what was added since the last call; if that is nothing, the median before it. */
  synchronized OptionalLong recentMedian() {
    Latencies.Summary summary = recent.summary();
    if (summary.count() > 0) {
      recentMedian = OptionalLong.of(summary.median());
      recent = new Latencies();
    }
    return recentMedian;
  }

  synchronized LagResult result() {
    return new LagResult(
        way,
        goalMillis,
        changes,
        measured.summary(),
        firstQuarter.summary(),
        lastQuarter.summary());
  }
}

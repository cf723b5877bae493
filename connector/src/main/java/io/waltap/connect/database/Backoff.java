/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: doubled each time up to a limit, the second half of it
 * by chance.
 */
public final class Backoff {
  private final long initialMillis;
  private final long maxMillis;
  private long nextMillis;
  private int attempts;

  public Backoff(Duration initial, Duration max) {
    this.initialMillis = Math.max(1, initial.toMillis());
    this.maxMillis = Math.max(initialMillis, max.toMillis());
    this.nextMillis = initialMillis;
  }

  /** Counts a failed attempt and says how long to wait. */
  public Duration next() {
    attempts++;
    long base = nextMillis;
    nextMillis = Math.min(maxMillis, 2 * nextMillis);
    return Duration.ofMillis(base / 2 + ThreadLocalRandom.current().nextLong(base / 2 + 1));
  }

  /** Failed attempts in a row. */
  public int attempts() {
    return attempts;
  }

  public void reset() {
    attempts = 0;
    nextMillis = initialMillis;
  }
}

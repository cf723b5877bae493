/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.time.Instant;

/**
 * The time of day for each event, from the monotonic clock, which is cheap. Every second, the
 * difference between the two clocks is measured again. Safe for several threads.
 */
final class ProcessingClock {
  private static final long MAX_AGE_NANOS = 1_000_000_000L;

  /**
   * The longest accepted reading. A pause between reading the two clocks would shift the time for a
   * second. Most readings take a tenth of this.
   */
  private static final long MAX_READ_NANOS = 10_000L;

  private static final int ATTEMPTS = 5;

  private static final ProcessingClock SHARED = new ProcessingClock();

  private volatile Anchor anchor = Anchor.take();

  /** Processing time: nanoseconds since the epoch. */
  static long now() {
    return SHARED.nanos();
  }

  /** Nanoseconds since the epoch. */
  long nanos() {
    long now = System.nanoTime();
    Anchor current = anchor;
    if (now - current.takenAt() > MAX_AGE_NANOS) {
      current = Anchor.take();
      anchor = current;
    }
    return now + current.offset();
  }

  /**
   * @param takenAt the monotonic clock's time of the measurement
   * @param offset what to add to the monotonic clock
   */
  private record Anchor(long takenAt, long offset) {

    static Anchor take() {
      Anchor best = null;
      long shortest = Long.MAX_VALUE;
      for (int i = 0; i < ATTEMPTS && shortest > MAX_READ_NANOS; i++) {
        long before = System.nanoTime();
        Instant wall = Instant.now();
        long after = System.nanoTime();
        if (after - before < shortest) {
          shortest = after - before;
          long epoch = wall.getEpochSecond() * 1_000_000_000L + wall.getNano();
          best = new Anchor(after, epoch - after);
        }
      }
      return best;
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import java.time.Duration;

/** When something is to be done that is done again and again. */
final class Due {
  private final long first;
  private final long every;
  private boolean started;
  private long next; // System.nanoTime()

  /**
   * @param first how long it waits after the first question
   * @param every how long it waits after it was done
   */
  Due(Duration first, Duration every) {
    this.first = first.toNanos();
    this.every = every.toNanos();
  }

  /** Whether it is time. */
  boolean is(long now) {
    if (!started) {
      started = true;
      next = now + first;
    }
    return now - next >= 0;
  }

  /** It is done, and due again after its time. */
  void again(long now) {
    next = now + every;
  }

  /** There is more of it to do. */
  void atOnce(long now) {
    next = now;
  }
}

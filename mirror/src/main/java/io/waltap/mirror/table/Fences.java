/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import java.time.Duration;

/** Counts how often another task has committed to the table. For the task's thread. */
final class Fences {
  /** So often within this time, and the two tasks would go on against each other forever. */
  private static final int LIMIT = 3;

  private static final long WITHIN = Duration.ofMinutes(10).toNanos();

  private long total;
  private int recent;
  private long first; // System.nanoTime()

  /** Adds one; returns whether there were too many within a short time. */
  boolean add(long now) {
    total++;
    if (recent == 0 || now - first > WITHIN) {
      recent = 0;
      first = now;
    }
    recent++;
    return recent >= LIMIT;
  }

  long total() {
    return total;
  }
}

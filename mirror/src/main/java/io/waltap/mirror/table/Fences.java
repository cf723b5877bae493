/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.commit.FencedException;
import java.time.Duration;

/** Counts how often another task has committed to the table. For the task's thread. */
final class Fences {
  /** So often within this time, and the two tasks would go on against each other forever. */
  private static final int LIMIT = 3;

  private static final long WITHIN = Duration.ofMinutes(10).toNanos();

  private long total;
  private int recent;
  private long first; // System.nanoTime()

  /**
   * Adds one.
   *
   * @param writer the name of this connector
   * @return why the table has to stop; empty if it is to be read again
   */
  String add(FencedException fenced, String writer, long now) {
    total++;
    if (!fenced.writer().equals(writer)) {
      return fenced.getMessage() + ". A table has one mirror: stop one of the two.";
    }
    if (recent == 0 || now - first > WITHIN) {
      recent = 0;
      first = now;
    }
    recent++;
    return recent >= LIMIT ? fenced.getMessage() + ", again and again. Restart this task." : "";
  }

  long total() {
    return total;
  }
}

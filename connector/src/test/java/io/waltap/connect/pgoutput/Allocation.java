/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures how many bytes a piece of code allocates. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /**
   * Runs code up to three times, until it allocates at most {@code bound} bytes. The first run may
   * load classes and fill caches.
   *
   * @return the bytes of the smallest run
   */
  public static long atMost(long bound, Runnable code) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3 && least > bound; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      code.run();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}

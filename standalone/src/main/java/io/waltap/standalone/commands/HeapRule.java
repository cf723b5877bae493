/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.util.Optional;

/**
 * Whether the heap is large enough for the tables. The sink has a file open for each table that has
 * changed since the last commit; after the first snapshot these are all tables. Measured with 2,000
 * tables: about 0.4 MB for each, and 0.4 GB for broker, worker and topics. Pure.
 */
final class HeapRule {
  private static final long BASE = 256L << 20;

  /** With some room for the collector. */
  private static final long PER_TABLE = 768L << 10;

  private static final long GIB = 1L << 30;

  private HeapRule() {}

  /**
   * @param tables how many are captured
   * @param heap the largest heap that the JVM may have, in bytes
   * @return a warning, or empty
   */
  static Optional<Finding> finding(int tables, long heap) {
    long needed = BASE + tables * PER_TABLE;
    if (needed <= heap) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            false,
            "WALTAP_JAVA_OPTS",
            "The heap of "
                + (heap >> 20)
                + " MB may be too small for "
                + tables
                + " tables, if all of them change between two commits, as in the first snapshot. Set"
                + " WALTAP_JAVA_OPTS=-Xmx"
                + (needed + GIB - 1) / GIB
                + "g",
            ""));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.sql.SQLException;
import java.time.Duration;

/**
 * Waits for what a connector does, as long as the connector has not failed.
 *
 * @param name the connector's name
 */
record ConnectorWatch(ConnectProcess worker, String name) {
  private static final long HEALTH_NANOS = 2_000_000_000L;

  /** The condition that is waited for. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws SQLException, InterruptedException;
  }

  /**
   * Waits until the condition holds. Throws if the connector fails before.
   *
   * @return whether it holds
   */
  boolean until(Duration atMost, long pollMillis, Condition condition)
      throws SQLException, InterruptedException {
    long start = System.nanoTime();
    long nextHealth = start + HEALTH_NANOS;
    while (!condition.holds()) {
      long now = System.nanoTime();
      if (now - start > atMost.toNanos()) {
        return false;
      }
      if (now - nextHealth > 0) {
        worker.requireHealthy(name);
        nextHealth = now + HEALTH_NANOS;
      }
      Thread.sleep(pollMillis);
    }
    return true;
  }
}

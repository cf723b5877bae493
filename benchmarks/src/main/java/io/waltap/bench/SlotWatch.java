/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Who serves a slot, and the CPU time of it; a walsender that has ended keeps what it had when it was last seen. */
final class SlotWatch {
  private final BenchDatabase database;
  private final String slot;
  private final Map<Long, Double> cpu = new HashMap<>();

  SlotWatch(BenchDatabase database, String slot) {
    this.database = database;
    this.slot = slot;
  }

  /**
   * Looks once; to be called again and again.
   *
   * @return whether the slot is being served
   */
  boolean look() throws SQLException {
    long pid = database.servedBy(slot);
    if (pid == 0) {
      return false;
    }
    double seconds = ProcStat.process(pid);
    if (!Double.isNaN(seconds)) {
      cpu.put(pid, seconds);
    }
    return true;
  }

  double cpuSeconds() {
    return cpu.isEmpty()
        ? Double.NaN
        : cpu.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}

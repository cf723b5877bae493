/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches which walsenders serve some slots, and their CPU time. The time of a walsender that has
 * ended is its time when it was last seen.
 */
final class SlotWatch {
  private final BenchDatabase database;
  private final List<String> slots;
  private final Map<Long, Double> cpu = new HashMap<>();

  SlotWatch(BenchDatabase database, List<String> slots) {
    this.database = database;
    this.slots = List.copyOf(slots);
  }

  /**
   * Takes one sample; to be called repeatedly.
   *
   * @return how many of the slots have a walsender
   */
  int look() throws SQLException {
    List<Long> pids = database.servedBy(slots);
    for (long pid : pids) {
      double seconds = ProcStat.process(pid);
      if (!Double.isNaN(seconds)) {
        cpu.put(pid, seconds);
      }
    }
    return pids.size();
  }

  /** Returns the CPU seconds of all walsenders that were seen. */
  double cpuSeconds() {
    return cpu.isEmpty()
        ? Double.NaN
        : cpu.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who serves some slots, and the CPU time of it; a walsender that has ended keeps what it had when
 * it was last seen.
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
   * Looks once; to be called again and again.
   *
   * @return how many of the slots are being served
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

  /** Of all walsenders that were seen together. */
  double cpuSeconds() {
    return cpu.isEmpty()
        ? Double.NaN
        : cpu.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}

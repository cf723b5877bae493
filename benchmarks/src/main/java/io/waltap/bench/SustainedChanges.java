/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.mirror.RunFile;

/**
 * What was measured with one interval of commits.
 *
 * @param interval seconds
 * @param changes what the process measured that applied changes
 * @param table what the process measured that read the table
 */
record SustainedChanges(int interval, RunFile changes, RunFile table) {
  /** Seconds of a scan of the mirror, as a multiple of one of a compacted table. */
  double scanRatio() {
    return table.measured("scan.mirror") / table.measured("scan.compacted");
  }

  /** Seconds of the window query, as a multiple of a scan of a compacted table. */
  double windowRatio() {
    return table.measured("duckdb.window") / table.measured("duckdb.compacted");
  }

  /** Whether no change waited for two intervals. */
  boolean keptUp() {
    return Boolean.parseBoolean(changes.text("kept.up"));
  }
}

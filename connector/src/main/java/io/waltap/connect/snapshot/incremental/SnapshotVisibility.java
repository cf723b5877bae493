/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import java.util.Arrays;

/**
 * Which transactions a snapshot shows, from what {@code pg_current_snapshot()} prints: {@code
 * xmin:xmax:xid,xid,...}. All below xmin had ended, none from xmax on had, and of those between,
 * the listed ones were running.
 *
 * <p>A standby lists none, whatever was running: of those between, nothing is certain there.
 */
final class SnapshotVisibility {
  private final long xmin;
  private final long xmax;
  private final long[] running;
  private final boolean standby;

  private SnapshotVisibility(long xmin, long xmax, long[] running, boolean standby) {
    this.xmin = xmin;
    this.xmax = xmax;
    this.running = running;
    this.standby = standby;
  }

  /**
   * @param standby the server was in recovery
   */
  static SnapshotVisibility parse(String text, boolean standby) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a pg_snapshot: " + text);
    }
    long[] running =
        parts[2].isEmpty()
            ? new long[0]
            : Arrays.stream(parts[2].split(",", -1)).mapToLong(Long::parseLong).sorted().toArray();
    return new SnapshotVisibility(
        Long.parseLong(parts[0]), Long.parseLong(parts[1]), running, standby);
  }

  /** All transactions below have ended. */
  long xmin() {
    return xmin;
  }

  /** Above all transactions that had begun to write. */
  long xmax() {
    return xmax;
  }

  boolean fromStandby() {
    return standby;
  }

  /** Whether the snapshot certainly shows what a committed transaction did. */
  boolean shows(int xid) {
    long id = widen(xid);
    return id < xmin || id < xmax && !standby && Arrays.binarySearch(running, id) < 0;
  }

  /** Whether it certainly does not. */
  boolean hides(int xid) {
    return standby ? widen(xid) >= xmax : !shows(xid);
  }

  /** The stream's ids have 32 bits and wrap around; the nearest to the snapshot is meant. */
  private long widen(int xid) {
    return xmax + (xid - (int) xmax);
  }
}

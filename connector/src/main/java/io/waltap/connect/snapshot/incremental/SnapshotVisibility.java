/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import java.util.Arrays;

/**
 * Which transactions a snapshot shows, from the text of {@code pg_current_snapshot()}: {@code
 * xmin:xmax:xid,xid,...}. All transactions below xmin had ended, and none from xmax on had ended.
 * Of those between, the listed transactions were running.
 *
 * <p>A standby lists no transactions, even if some were running. There, nothing is certain about
 * the transactions between xmin and xmax.
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
   * @param standby whether the server was in recovery
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

  /** All transactions below this id have ended. */
  long xmin() {
    return xmin;
  }

  /** No transaction with this id or a higher id had ended. */
  long xmax() {
    return xmax;
  }

  boolean fromStandby() {
    return standby;
  }

  /** Whether the snapshot certainly shows the changes of a committed transaction. */
  boolean shows(int xid) {
    long id = widen(xid);
    return id < xmin || id < xmax && !standby && Arrays.binarySearch(running, id) < 0;
  }

  /** Whether the snapshot certainly hides the changes of a committed transaction. */
  boolean hides(int xid) {
    return standby ? widen(xid) >= xmax : !shows(xid);
  }

  /**
   * The stream's ids have 32 bits and wrap around. The result is the full id that is nearest to the
   * snapshot.
   */
  private long widen(int xid) {
    return xmax + (xid - (int) xmax);
  }
}

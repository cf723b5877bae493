/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

/**
 * How many rows the next chunk may have. COPY has no limit in bytes, so the number follows the
 * bytes of the chunks before. Owned by the stream's thread.
 */
final class ChunkSize {
  static final long HEAVY = 8 << 20;
  static final long LIGHT = 2 << 20;

  private final int most;
  private int rows;

  /**
   * @param most the configured size
   */
  ChunkSize(int most) {
    this.most = most;
    this.rows = most;
  }

  int rows() {
    return rows;
  }

  /** Adapts the number of rows after a chunk of this size. */
  void weighed(long bytes) {
    if (bytes > HEAVY) {
      halve();
    } else if (bytes < LIGHT) {
      rows = (int) Math.min(most, 2L * rows);
    }
  }

  /** A smaller chunk is read faster, and the stream delivers fewer changes meanwhile. */
  void halve() {
    rows = Math.max(1, rows / 2);
  }
}

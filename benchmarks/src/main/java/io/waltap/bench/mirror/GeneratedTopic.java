/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import java.util.HexFormat;

/**
 * The topic: first each row once, as a snapshot sends it, then updates of random rows without end.
 * No record is stored, since its offset decides all that it has.
 *
 * @param rows of the table
 */
record GeneratedTopic(long rows) {
  /** Updates of one transaction. */
  static final int CHANGES_PER_TRANSACTION = 10;

  private static final long FIRST_TRANSACTION = 1000;
  private static final long SNAPSHOT_LSN = 0x1000000;
  private static final long LSN_STEP = 200;
  private static final HexFormat HEX = HexFormat.of();

  /** Whether a record is a row of the snapshot. */
  boolean isOfSnapshot(long offset) {
    return offset < rows;
  }

  /** The key of the row that a record writes. */
  long key(long offset) {
    return isOfSnapshot(offset) ? offset : Long.remainderUnsigned(Mix.of(offset), rows);
  }

  /** The row that a record writes. */
  GeneratedRow row(long offset) {
    return GeneratedRow.of(key(offset), offset);
  }

  /** The ID of a change's transaction. */
  long transaction(long offset) {
    return FIRST_TRANSACTION + (offset - rows) / CHANGES_PER_TRANSACTION;
  }

  /** The LSN of a record: that of the snapshot, or a larger one for each change. */
  long lsn(long offset) {
    return isOfSnapshot(offset) ? SNAPSHOT_LSN : SNAPSHOT_LSN + (offset - rows + 1) * LSN_STEP;
  }

  /** The header of a change that says where it is in the stream. */
  String position(long offset) {
    long firstOfNext = (transaction(offset) - FIRST_TRANSACTION + 1) * CHANGES_PER_TRANSACTION;
    long commit = lsn(rows + firstOfNext) - LSN_STEP / 2;
    return "p1-"
        + HEX.toHexDigits(commit)
        + "-"
        + HEX.toHexDigits(lsn(offset))
        + "-"
        + HEX.toHexDigits(0)
        + "-0";
  }
}

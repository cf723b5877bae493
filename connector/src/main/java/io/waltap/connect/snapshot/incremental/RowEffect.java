/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.pgoutput.TupleData;

/**
 * What a change that the stream has delivered did to rows of a table that a chunk may hold.
 *
 * @param xid the transaction, as the stream has it
 * @param key the row, null where it is not one
 * @param values the new version, of {@link Kind#COMPLETED} only
 */
record RowEffect(int xid, Kind kind, RowKey key, TupleData values) {
  /** About what the objects around a touch weigh. */
  private static final int OVERHEAD = 200;

  /** What became of the row. */
  enum Kind {
    /** It is gone, or the stream has delivered a newer version of it. */
    REPLACED,
    /**
     * The stream has delivered a newer version, but not the large values that it shares with the
     * one before.
     */
    COMPLETED,
    /** All rows of the table are gone. */
    EMPTIED,
    /** Some row was changed, and nobody knows which. */
    UNREADABLE
  }

  static RowEffect replaced(int xid, RowKey key) {
    return new RowEffect(xid, Kind.REPLACED, key, null);
  }

  /**
   * @param values is copied, since the stream's tuples do not outlive their change
   */
  static RowEffect completed(int xid, RowKey key, TupleData values) {
    return new RowEffect(xid, Kind.COMPLETED, key, Tuples.copy(values));
  }

  static RowEffect emptied(int xid) {
    return new RowEffect(xid, Kind.EMPTIED, null, null);
  }

  static RowEffect unreadable(int xid) {
    return new RowEffect(xid, Kind.UNREADABLE, null, null);
  }

  /** About how much memory it takes. */
  long bytes() {
    long keyBytes = key == null ? 0 : key.length();
    long valueBytes = values == null ? 0 : values.data().length;
    return OVERHEAD + keyBytes + valueBytes;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.pgoutput.TupleData;

/**
 * What a change that the stream has delivered did to rows that a chunk may have.
 *
 * @param xid the transaction, as the stream has it
 * @param key the row, or null if the change is not about one row
 * @param values the new version, for {@link Kind#COMPLETED} only
 */
record RowEffect(int xid, Kind kind, RowKey key, TupleData values) {
  /** The approximate size of the objects of an effect. */
  private static final int OVERHEAD = 200;

  /** What happened to the row. */
  enum Kind {
    /** The row is deleted, or the stream has delivered a newer version of it. */
    REPLACED,
    /**
     * The stream has delivered a newer version, but without the large values that did not change.
     */
    COMPLETED,
    /** All rows of the table were removed. */
    EMPTIED,
    /** Some row was changed, and it is unknown which. */
    UNREADABLE
  }

  static RowEffect replaced(int xid, RowKey key) {
    return new RowEffect(xid, Kind.REPLACED, key, null);
  }

  /**
   * @param values the new version; it is copied, since the stream does not keep its tuples beyond
   *     their change
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

  /** How much memory it takes, approximately. */
  long bytes() {
    long keyBytes = key == null ? 0 : key.length();
    long valueBytes = values == null ? 0 : values.data().length;
    return OVERHEAD + keyBytes + valueBytes;
  }
}

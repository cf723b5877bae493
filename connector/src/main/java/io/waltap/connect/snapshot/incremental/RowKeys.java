/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.pgoutput.TupleData;
import java.nio.ByteBuffer;

/** Takes the identities of rows from tuples with the same columns. */
final class RowKeys {
  private final int[] columns;

  /**
   * @param columns places of the identity columns in the tuples
   */
  RowKeys(int... columns) {
    this.columns = columns.clone();
  }

  /** The identity, or null if the tuple does not have all of it. */
  RowKey of(TupleData tuple) {
    return of(tuple, null);
  }

  /**
   * The identity of an updated row.
   *
   * @param old has the values that the update did not touch and that were not sent again; may be
   *     null
   * @return null if neither tuple has a value
   */
  RowKey of(TupleData tuple, TupleData old) {
    int size = 0;
    for (int column : columns) {
      TupleData holder = holder(column, tuple, old);
      if (holder == null) {
        return null;
      }
      size += Integer.BYTES + holder.length(column);
    }
    ByteBuffer bytes = ByteBuffer.allocate(size);
    for (int column : columns) {
      TupleData holder = holder(column, tuple, old);
      bytes.putInt(holder.length(column));
      bytes.put(holder.data(), holder.offset(column), holder.length(column));
    }
    return new RowKey(bytes.array());
  }

  private static TupleData holder(int column, TupleData tuple, TupleData old) {
    if (tuple.length(column) >= 0) {
      return tuple;
    }
    boolean inOld = tuple.isUnchanged(column) && old != null && old.length(column) >= 0;
    return inOld ? old : null;
  }
}

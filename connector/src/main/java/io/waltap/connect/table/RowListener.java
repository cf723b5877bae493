/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TupleData;

/**
 * Is told of every change of one table in the stream, whether it is delivered now or has been
 * delivered before. Called on the stream's thread; it must not keep the tuples.
 */
public interface RowListener {
  /** The stream describes the tuples that follow. */
  void described(Relation relation);

  /**
   * A row was inserted, updated or deleted.
   *
   * @param xid the transaction's id, as the stream has it
   * @param oldTuple the old key or row, null if the server sent none
   * @param newTuple null if the row was deleted
   */
  void changed(int xid, TupleData oldTuple, TupleData newTuple);

  /** The table was truncated. */
  void truncated(int xid);
}

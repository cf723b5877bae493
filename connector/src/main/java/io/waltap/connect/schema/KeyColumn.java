/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.types.ColumnDecoder;

/**
 * One column of the record key.
 *
 * @param index the column's place in the relation's tuples
 * @param identity whether the column is part of the replica identity
 * @param rowField the row's field that holds the same value; null if the row leaves the column out,
 *     masks it, or gives it another schema
 * @param decoder used if there is no such field
 */
record KeyColumn(int index, boolean identity, String rowField, ColumnDecoder decoder) {

  /** Decodes the value if no field of the row holds it; null if the tuple holds none. */
  Object decode(TupleData tuple) {
    if (tuple.length(index) < 0) {
      return null;
    }
    return tuple.isText(index)
        ? decoder.decodeText(tuple.data(), tuple.offset(index), tuple.length(index))
        : decoder.decode(tuple.data(), tuple.offset(index), tuple.length(index));
  }
}

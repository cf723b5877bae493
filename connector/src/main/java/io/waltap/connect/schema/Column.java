/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.types.ColumnDecoder;
import org.apache.kafka.connect.data.Field;

/**
 * One captured column of a relation, compiled.
 *
 * @param name the column's name in PostgreSQL
 * @param index the column's place in the relation's tuples
 * @param identity whether the column is part of the replica identity
 * @param field the field that gets the column's values
 * @param nullValue what NULL becomes: null, or the value of a mask
 * @param absent the value if the server does not send the column at all; {@code nullValue} if the
 *     column may be NULL
 * @param unavailable the value if it was TOASTed and unchanged, so that the server did not send it
 */
record Column(
    String name,
    int index,
    boolean identity,
    Field field,
    ColumnDecoder decoder,
    Object nullValue,
    Object absent,
    Object unavailable) {

  /** Decodes the value of the tuple, which must not be NULL. */
  Object decode(TupleData tuple) {
    if (tuple.isText(index)) {
      return decoder.decodeText(tuple.data(), tuple.offset(index), tuple.length(index));
    }
    return decoder.decode(tuple.data(), tuple.offset(index), tuple.length(index));
  }
}

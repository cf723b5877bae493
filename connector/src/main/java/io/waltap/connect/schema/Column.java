/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.types.ColumnDecoder;
import org.apache.kafka.connect.data.Field;

/**
 * One captured column of a relation, compiled.
 *
 * @param name the column's name in PostgreSQL
 * @param index its place in the relation's tuples
 * @param identity it is part of the replica identity
 * @param field where its values go
 * @param nullValue what NULL becomes: null, but for a mask
 * @param absent value when the server does not send the column at all (null where it may be null)
 * @param unavailable value when it was TOASTed and not touched
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

  /** The value in the tuple, which must hold one that is not null. */
  Object decode(TupleData tuple) {
    if (tuple.isText(index)) {
      return decoder.decodeText(tuple.data(), tuple.offset(index), tuple.length(index));
    }
    return decoder.decode(tuple.data(), tuple.offset(index), tuple.length(index));
  }
}

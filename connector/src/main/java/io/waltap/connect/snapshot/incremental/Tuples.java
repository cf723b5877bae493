/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.pgoutput.TupleData;
import java.util.Arrays;

/** Makes tuples from other tuples. */
final class Tuples {
  private Tuples() {}

  /** The first columns, as a view of the same bytes. */
  static TupleData first(TupleData tuple, int columns) {
    TupleData.Builder builder = new TupleData.Builder(tuple.data(), columns);
    for (int column = 0; column < columns; column++) {
      add(tuple, column, 0, builder);
    }
    return builder.build();
  }

  /** The same tuple with its own bytes. */
  static TupleData copy(TupleData tuple) {
    TupleData.Builder builder = new TupleData.Builder(tuple.data().clone(), tuple.columnCount());
    for (int column = 0; column < tuple.columnCount(); column++) {
      add(tuple, column, 0, builder);
    }
    return builder.build();
  }

  /**
   * A new version of a row. Values that did not change and were not sent are taken from the version
   * before.
   */
  static TupleData completed(TupleData sent, TupleData before) {
    byte[] data = Arrays.copyOf(sent.data(), sent.data().length + before.data().length);
    System.arraycopy(before.data(), 0, data, sent.data().length, before.data().length);
    TupleData.Builder builder = new TupleData.Builder(data, sent.columnCount());
    for (int column = 0; column < sent.columnCount(); column++) {
      if (sent.isUnchanged(column)) {
        add(before, column, sent.data().length, builder);
      } else {
        add(sent, column, 0, builder);
      }
    }
    return builder.build();
  }

  private static void add(TupleData tuple, int column, int shift, TupleData.Builder out) {
    if (tuple.isNull(column)) {
      out.addNull();
    } else if (tuple.isUnchanged(column)) {
      out.addUnchanged();
    } else if (tuple.isText(column)) {
      out.addText(shift + tuple.offset(column), tuple.length(column));
    } else {
      out.addBinary(shift + tuple.offset(column), tuple.length(column));
    }
  }
}

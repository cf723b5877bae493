/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.pgoutput.PgOutputException;
import io.waltap.connect.pgoutput.TupleData;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/**
 * COPY's binary format in, tuples out. The server puts each row into one CopyData message, the first behind the file header.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, Binary Format</a>
 */
final class CopyRows {
  private static final int SIGNATURE_LENGTH = 11;
  private static final short TRAILER = -1;

  private final boolean[] text;
  private boolean headerSeen;

  /**
   * @param columns number of columns
   * @param textColumn which columns (by index) are read in text form
   */
  CopyRows(int columns, IntPredicate textColumn) {
    this.text = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      text[i] = textColumn.test(i);
    }
  }

  /**
   * @return the message's row, or null if it holds none (the trailer)
   */
  TupleData row(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message);
    if (!headerSeen) {
      in.position(SIGNATURE_LENGTH + Integer.BYTES);
      int extension = in.getInt();
      in.position(in.position() + extension);
      headerSeen = true;
      if (!in.hasRemaining()) {
        return null;
      }
    }
    short columns = in.getShort();
    if (columns == TRAILER) {
      return null;
    }
    if (columns != text.length) {
      throw new PgOutputException("COPY row of " + columns + " columns instead of " + text.length);
    }
    TupleData.Builder tuple = new TupleData.Builder(message, columns);
    for (int i = 0; i < columns; i++) {
      int length = in.getInt();
      if (length < 0) {
        tuple.addNull();
        continue;
      }
      if (text[i]) {
        tuple.addText(in.position(), length);
      } else {
        tuple.addBinary(in.position(), length);
      }
      in.position(in.position() + length);
    }
    return tuple.build();
  }
}

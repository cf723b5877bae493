/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.pgoutput.PgOutputException;
import io.waltap.connect.pgoutput.TupleData;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.IntPredicate;

/**
 * Turns COPY's binary format into tuples. The server sends each row in one CopyData message. The
 * first row is in the message of the file header, after the header. Each COPY has its own instance,
 * which is used by one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, Binary Format</a>
 */
public final class CopyRows {
  /** Where the length of the header's extension is: after the signature and the flags. */
  private static final int EXTENSION_LENGTH = 11 + Integer.BYTES;

  private static final short TRAILER = -1;
  private static final int NULL = -1;
  private static final String ENDS_EARLY = "COPY message ends early";
  private static final String LEFT_OVER = "bytes left over after a COPY row";
  private static final VarHandle INT16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final boolean[] text;
  private boolean headerSeen;

  /**
   * @param columns number of columns
   * @param textColumn which columns (by index) are read in text form
   */
  public CopyRows(int columns, IntPredicate textColumn) {
    this.text = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      text[i] = textColumn.test(i);
    }
  }

  /**
   * @return the message's row, or null if the message has none (only the header, or the trailer)
   * @throws PgOutputException if the bytes are not such a message
   */
  public TupleData row(byte[] message) {
    int position = 0;
    if (!headerSeen) {
      position = headerEnd(message);
      headerSeen = true;
      if (position == message.length) {
        return null;
      }
    }
    require(message.length - position >= Short.BYTES, ENDS_EARLY);
    short columns = (short) INT16.get(message, position);
    position += Short.BYTES;
    if (columns == TRAILER) {
      require(position == message.length, LEFT_OVER);
      return null;
    }
    if (columns != text.length) {
      throw new PgOutputException("COPY row of " + columns + " columns instead of " + text.length);
    }
    TupleData.Builder tuple = new TupleData.Builder(message, columns);
    for (int i = 0; i < columns; i++) {
      require(message.length - position >= Integer.BYTES, ENDS_EARLY);
      int length = int32(message, position);
      position += Integer.BYTES;
      if (length == NULL) {
        tuple.addNull();
        continue;
      }
      require(length >= 0 && length <= message.length - position, "COPY value longer than its row");
      if (text[i]) {
        tuple.addText(position, length);
      } else {
        tuple.addBinary(position, length);
      }
      position += length;
    }
    require(position == message.length, LEFT_OVER);
    return tuple.build();
  }

  /** Where the header of the file ends, which is where the first row begins. */
  private static int headerEnd(byte[] message) {
    int fixed = EXTENSION_LENGTH + Integer.BYTES;
    require(message.length >= fixed, ENDS_EARLY);
    int extension = int32(message, EXTENSION_LENGTH);
    require(extension >= 0 && extension <= message.length - fixed, ENDS_EARLY);
    return fixed + extension;
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new PgOutputException(problem);
    }
  }

  private static int int32(byte[] message, int position) {
    return (int) INT32.get(message, position);
  }
}

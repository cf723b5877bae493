/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;

/** Reads one row in the binary send format of its types, by {@code COPY ... (FORMAT binary)}. */
final class BinaryCopy {

  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

  private BinaryCopy() {}

  /**
   * @param query a query of exactly one row
   * @return the columns' values, null for NULL
   */
  static List<byte[]> row(Connection connection, String query) throws SQLException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)", data);
    } catch (IOException e) {
      throw new SQLException("COPY was interrupted", SqlStates.CONNECTION_FAILURE, e);
    }
    return parse(ByteBuffer.wrap(data.toByteArray()));
  }

  /**
   * @throws IllegalStateException if the bytes are not a row in COPY's binary format
   */
  static List<byte[]> parse(ByteBuffer data) {
    try {
      byte[] signature = new byte[SIGNATURE.length];
      data.get(signature);
      require(Arrays.equals(signature, SIGNATURE));
      // four bytes of flags, none of which matter to a reader; then an extension with its length
      // before it
      data.getInt();
      int extension = data.getInt();
      require(extension >= 0 && extension <= data.remaining());
      data.position(data.position() + extension);
      int columns = data.getShort();
      require(columns >= 0);
      List<byte[]> values = new ArrayList<>();
      for (int i = 0; i < columns; i++) {
        values.add(value(data));
      }
      return values;
    } catch (BufferUnderflowException e) {
      throw new IllegalStateException("COPY's answer ends early", e);
    }
  }

  private static byte[] value(ByteBuffer data) {
    int length = data.getInt();
    if (length == -1) {
      return null;
    }
    require(length >= 0 && length <= data.remaining());
    byte[] value = new byte[length];
    data.get(value);
    return value;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("COPY did not answer in its binary format");
    }
  }
}

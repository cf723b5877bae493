/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** In which encoding the server sends text: UTF-8, but for databases that check no text. */
public final class ClientEncoding {
  /** Any byte is valid in it, so that the server refuses nothing. */
  private static final String PASS_THROUGH = "LATIN1";

  private ClientEncoding() {}

  /** Whether the database has the encoding SQL_ASCII, in which the server checks no text. */
  public static boolean isSqlAscii(Connection connection) throws SQLException {
    return "SQL_ASCII".equals(parameter(connection, "server_encoding"));
  }

  /**
   * With the encoding SQL_ASCII, the server refuses to send to a UTF-8 client what is not UTF-8. It
   * converts nothing for a client of a single-byte encoding, in which all bytes are valid. The
   * driver sends a COPY and the start of a stream in UTF-8 all the same, so names in them are
   * right. Any other statement over such a session must be ASCII.
   */
  static void receiveAllBytes(Connection connection) throws SQLException {
    if (isSqlAscii(connection)) {
      Sql.execute(connection, "SET client_encoding = '" + PASS_THROUGH + "'");
    }
  }

  private static String parameter(Connection connection, String name) throws SQLException {
    return connection.unwrap(PGConnection.class).getParameterStatus(name);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.nio.charset.StandardCharsets;
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
   * SQL or a name, for a session from {@link ConnectionFactory#openForCopy} or {@link
   * ConnectionFactory#openReplication}: the driver will send it in UTF-8 whatever the session's
   * encoding is.
   */
  public static String text(Connection session, String text) throws SQLException {
    return isSqlAscii(session) && PASS_THROUGH.equals(parameter(session, "client_encoding"))
        ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
        : text;
  }

  /**
   * With the encoding SQL_ASCII, the server refuses to send to a UTF-8 client what is not UTF-8. It
   * converts nothing for a client of a single-byte encoding, in which all bytes are valid.
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

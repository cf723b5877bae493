/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Tells why a server has refused to write. A standby will write once it is promoted. A setting of
 * the session stays until a person changes it.
 */
final class ReadOnly {
  private ReadOnly() {}

  /**
   * Asks the server for the cause.
   *
   * @param ordinary the session whose statement was refused, outside of a transaction
   * @return what to throw: {@code refused} itself if its cause is another one
   */
  static SQLException explain(Connection ordinary, SQLException refused) {
    if (!SqlStates.state(refused).equals(SqlStates.READ_ONLY_TRANSACTION)) {
      return refused;
    }
    SQLException explained = ask(ordinary);
    explained.addSuppressed(refused);
    return explained;
  }

  private static SQLException ask(Connection ordinary) {
    try {
      String question = "SELECT pg_catalog.pg_is_in_recovery()";
      return explanation(Sql.one(ordinary, question, row -> row.getBoolean(1)));
    } catch (SQLException e) {
      return e;
    }
  }

  /**
   * @param inRecovery whether the server is a standby
   */
  static SQLException explanation(boolean inRecovery) {
    return inRecovery
        ? new SQLException(
            "the server is a standby, which takes no writes. Run the statement on its primary, or"
                + " wait until this server is promoted",
            SqlStates.CANNOT_CONNECT_NOW)
        : new SQLException(
            "transactions of this session are read-only, although the server is the primary. The"
                + " connector sets default_transaction_read_only=off when it connects; look for a"
                + " setting of default_transaction_read_only or transaction_read_only in"
                + " database.initial.statements and driver.options, or in a proxy",
            SqlStates.READ_ONLY_TRANSACTION);
  }
}

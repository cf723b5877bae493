/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.SnapshotSettings;
import io.waltap.connect.database.SearchPath;
import io.waltap.connect.database.Sql;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.pgoutput.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks the user's own SELECT statements for snapshots of captured tables. Each is put into the
 * query by which a snapshot uses it, and run in a read-only transaction for no rows, so that it
 * costs little.
 */
final class SelectChecks {

  private final SnapshotSettings settings;
  private final Connection connection;
  private final Findings findings;

  SelectChecks(SnapshotSettings settings, Connection connection, Findings findings) {
    this.settings = settings;
    this.connection = connection;
    this.findings = findings;
  }

  /**
   * @param captured the tables whose statements are checked
   * @param snapshot whether the tables will be read; a statement that no start needs now is a
   *     warning
   */
  void check(Collection<TableId> captured, TableChecks.Snapshot snapshot) throws SQLException {
    Map<String, String> statements = new TreeMap<>(settings.selectStatements(captured));
    if (statements.isEmpty()) {
      return;
    }
    // as the snapshot runs them: names mean what they mean to the role
    SearchPath.useOwn(connection);
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    try {
      for (Map.Entry<String, String> statement : statements.entrySet()) {
        check(statement.getKey(), statement.getValue(), snapshot);
        connection.rollback();
      }
    } finally {
      connection.rollback();
      connection.setReadOnly(false);
      connection.setAutoCommit(true);
      SearchPath.useCatalog(connection);
    }
  }

  private void check(String property, String select, TableChecks.Snapshot snapshot)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT * FROM " + Sql.derivedTable(select, "t") + " LIMIT 0");
    } catch (SQLException e) {
      if (SqlStates.connectionLost(e) || SqlStates.LOCK_NOT_AVAILABLE.equals(SqlStates.state(e))) {
        throw e; // that says nothing about the statement
      }
      if (SqlStates.UNDEFINED_TABLE.equals(SqlStates.state(e))) {
        findings.warning(
            property,
            "A snapshot cannot read the table by this statement yet: "
                + SqlStates.describe(e)
                + ". When it is created, the statement must be right.",
            "");
        return;
      }
      String message =
          "A snapshot cannot read the table by this statement: "
              + SqlStates.describe(e)
              + ". It must be one SELECT that can stand in a FROM clause and run in a read-only"
              + " transaction.";
      if (snapshot == TableChecks.Snapshot.NOW) {
        findings.error(property, message, "");
      } else {
        findings.warning(property, message, "");
      }
    }
  }
}

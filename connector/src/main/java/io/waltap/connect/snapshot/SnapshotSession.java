/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.Sql;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.pgoutput.Lsn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A session that sees one exported snapshot. It can be opened again, as long as the exporting
 * session is there. Used by one thread, and ended by any.
 */
final class SnapshotSession implements AutoCloseable {
  /**
   * A statement that waits longer for a lock gives up: another table can be read meanwhile. As much
   * as a stream may wait without anybody noticing.
   */
  private static final String LOCK_TIMEOUT = "SET lock_timeout = '2s'";

  private static final String LOCK_HOLDERS =
      "SELECT DISTINCT l.pid::text FROM pg_catalog.pg_locks l WHERE l.relation = CAST(? AS oid)"
          + " AND l.mode = 'AccessExclusiveLock' AND l.granted";

  private final ConnectionFactory connections;
  private final SnapshotPoint point;
  private volatile CopyConnection current;
  private volatile boolean stopped;

  SnapshotSession(ConnectionFactory connections, SnapshotPoint point) throws SQLException {
    this.connections = connections;
    this.point = point;
    begin();
  }

  Connection connection() {
    return current.connection();
  }

  /** The connection of the moment. For any thread. */
  CopyConnection copies() {
    return current;
  }

  /**
   * Opens the session again after an error.
   *
   * @throws SQLException if the snapshot is unavailable, because the server or the exporting
   *     session is gone
   */
  void renew() throws SQLException {
    current.end();
    begin();
  }

  /** From here on the session is not opened again. For any thread, which then ends the session. */
  void stop() {
    stopped = true;
  }

  private void begin() throws SQLException {
    current = open();
    if (stopped) { // perhaps before this connection was known
      current.end();
      throw new SQLException("the snapshot is not read any more");
    }
  }

  private CopyConnection open() throws SQLException {
    Connection session = connections.openForCopy();
    try {
      session.setAutoCommit(false);
      session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      session.setReadOnly(true);
      try (Statement statement = session.createStatement()) {
        show(statement);
        statement.execute(LOCK_TIMEOUT);
      }
      return new CopyConnection(session);
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  private void show(Statement statement) throws SQLException {
    try {
      statement.execute("SET TRANSACTION SNAPSHOT '" + point.snapshotName() + "'");
    } catch (SQLException e) {
      // the session that exported it is gone; another start exports another one
      SQLException gone =
          new SQLException(
              "the snapshot at " + Lsn.format(point.lsn()) + " is gone: " + SqlStates.describe(e),
              SqlStates.CANNOT_CONNECT_NOW);
      gone.addSuppressed(e);
      throw gone;
    }
  }

  /** The process ids of those who have locked a table against reading. */
  List<String> lockHolders(int oid) throws SQLException {
    return Sql.list(connection(), LOCK_HOLDERS, row -> row.getString(1), Sql.oid(oid));
  }

  @Override
  public void close() throws SQLException {
    connection().close();
  }
}

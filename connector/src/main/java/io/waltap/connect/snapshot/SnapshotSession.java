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
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that sees one exported snapshot. It can be opened again, as long as the exporting
 * session is there. Used by one thread, and ended by any.
 */
final class SnapshotSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSession.class);

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
  private final AtomicLong rows = new AtomicLong();
  private volatile Connection connection;
  private volatile int process;

  SnapshotSession(ConnectionFactory connections, SnapshotPoint point) throws SQLException {
    this.connections = connections;
    this.point = point;
    begin();
  }

  Connection connection() {
    return connection;
  }

  /**
   * Opens the session again after an error.
   *
   * @throws SQLException if the snapshot is unavailable, because the server or the exporting
   *     session is gone
   */
  void renew() throws SQLException {
    end();
    begin();
  }

  private void begin() throws SQLException {
    connection = open();
    process = connection.unwrap(PGConnection.class).getBackendPID();
  }

  /** The server's process. For any thread. */
  int process() {
    return process;
  }

  /** How many rows have come over the session. For any thread. */
  long rows() {
    return rows.get();
  }

  /** A row has come. */
  void countRow() {
    rows.lazySet(rows.getPlain() + 1);
  }

  private Connection open() throws SQLException {
    Connection session = connections.openForCopy();
    try {
      session.setAutoCommit(false);
      session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      session.setReadOnly(true);
      try (Statement statement = session.createStatement()) {
        show(statement);
        statement.execute(LOCK_TIMEOUT);
      }
      return session;
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
    return Sql.list(connection, LOCK_HOLDERS, row -> row.getString(1), Sql.oid(oid));
  }

  /** Ends the session at once, even in the middle of a COPY. Called on any thread. */
  void end() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("a session of the snapshot did not end cleanly", e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

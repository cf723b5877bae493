/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection on which the server may be silent for any time, and whether its thread waits for the
 * server just now. Used by one thread; watched and ended by any.
 */
public final class CopyConnection {
  private static final Logger LOG = LoggerFactory.getLogger(CopyConnection.class);

  private final Connection connection;
  private final int process;

  /** How often a wait has begun or ended: an odd number while one lasts. */
  private final AtomicLong turns = new AtomicLong();

  public CopyConnection(Connection connection) throws SQLException {
    this.connection = connection;
    this.process = connection.unwrap(PGConnection.class).getBackendPID();
  }

  public Connection connection() {
    return connection;
  }

  /** The server's process. */
  int process() {
    return process;
  }

  /** A number that is odd, and stays the same, while the thread waits for one answer. */
  long turns() {
    return turns.get();
  }

  /** From here on the thread waits for the server. */
  public void beginWait() {
    turns.lazySet(turns.getPlain() + 1);
  }

  /** The server has answered, or the wait has failed. */
  public void endWait() {
    turns.lazySet(turns.getPlain() + 1);
  }

  CopyOut copyOut(String sql) throws SQLException {
    beginWait();
    try {
      return connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    } finally {
      endWait();
    }
  }

  /** The next message of a COPY; null at its end. */
  byte[] read(CopyOut copy) throws SQLException {
    beginWait();
    try {
      return copy.readFromCopy();
    } finally {
      endWait();
    }
  }

  /** Ends the session at once, even in the middle of a COPY. */
  public void end() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("a session of a snapshot did not end cleanly", e);
    }
  }
}

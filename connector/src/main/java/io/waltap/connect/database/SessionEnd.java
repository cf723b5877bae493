/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends sessions whatever they wait for, on both sides. */
final class SessionEnd {
  private static final Logger LOG = LoggerFactory.getLogger(SessionEnd.class);

  private static final String END =
      "SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a"
          + " WHERE a.pid = ? AND a.application_name = ? AND a.usename = session_user";

  private SessionEnd() {}

  /** Opens an ordinary session. */
  @FunctionalInterface
  interface Opener {
    Connection open() throws SQLException;
  }

  /**
   * Takes some seconds at most.
   *
   * @param ending opens a session of the same user that tells the server; closed here
   * @param applicationName of the sessions: no other client's process is ended
   */
  static void end(Collection<Connection> which, Opener ending, String applicationName) {
    List<Connection> open = new ArrayList<>(which);
    open.removeIf(OpenSessions::isClosed);
    if (open.isEmpty()) {
      return;
    }
    // an interrupt would keep the driver from connecting
    boolean interrupted = Thread.interrupted();
    try {
      terminate(open, ending, applicationName);
      open.forEach(SessionEnd::abort);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void abort(Connection session) {
    try {
      session.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("a session did not end cleanly", e);
    }
  }

  /** A process that waits for a transaction or a lock does not notice that its client is gone. */
  private static void terminate(List<Connection> open, Opener ending, String applicationName) {
    try (Connection session = ending.open()) {
      for (Connection each : open) {
        int process = each.unwrap(PGConnection.class).getBackendPID();
        List<Boolean> ended =
            Sql.list(session, END, row -> row.getBoolean(1), process, applicationName);
        LOG.debug("process {} of the server: {}", process, ended.isEmpty() ? "gone" : "ended");
      }
    } catch (SQLException | RuntimeException e) {
      LOG.debug("the server was not told to end {} sessions", open.size(), e);
    }
  }
}

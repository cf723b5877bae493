/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.Sql;
import io.waltap.connect.database.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a COPY will bring nothing more. A COPY may be silent for long: it waits for a lock,
 * or no row passes a filter. So after a minute without a row, another session is asked whether the
 * process of the server is still there. If not, the COPY's connection is ended.
 */
final class CopyWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CopyWatch.class);
  private static final long INTERVAL_SECONDS = 15;
  private static final Duration SILENCE = Duration.ofMinutes(1);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private static final String PROCESS =
      "SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE a.pid = ?";

  private final ConnectionFactory connections;
  private final List<Watched> all = new ArrayList<>();
  private final ScheduledExecutorService checks;

  private CopyWatch(ConnectionFactory connections, ScheduledExecutorService checks) {
    this.connections = connections.group(ANSWER);
    this.checks = checks;
  }

  /** Watches sessions until it is closed. */
  static CopyWatch start(
      ConnectionFactory connections, String slot, List<SnapshotSession> sessions) {
    CopyWatch watch =
        new CopyWatch(
            connections,
            Executors.newSingleThreadScheduledExecutor(
                task -> {
                  Thread thread = new Thread(task, "waltap-copy-" + slot);
                  thread.setDaemon(true);
                  return thread;
                }));
    sessions.forEach(session -> watch.all.add(new Watched(session)));
    ScheduledFuture<?> unused =
        watch.checks.scheduleWithFixedDelay(
            watch::check, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    return watch;
  }

  private void check() {
    try {
      for (Watched watched : all) {
        int process = watched.session.process();
        if (watched.isSilent(System.nanoTime()) && !isAlive(process)) {
          LOG.warn(
              "process {} of the server, which reads rows for a snapshot, is gone; its connection"
                  + " is closed. Nothing is lost",
              process);
          watched.session.end();
        }
      }
    } catch (SQLException | RuntimeException | Error e) {
      LOG.warn("the sessions of a snapshot could not be checked; the next check follows", e);
    }
  }

  /** A server that cannot be reached by a new session does not count as alive. */
  private boolean isAlive(int process) throws SQLException {
    try (Connection session = connections.open()) {
      return !Sql.list(session, PROCESS, row -> Boolean.TRUE, process).isEmpty();
    } catch (SQLException e) {
      if (SqlStates.connectionLost(e)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    checks.shutdownNow();
  }

  /** A session, and when its count of rows was last seen to change. */
  private static final class Watched {
    private final SnapshotSession session;
    private long seen = -1;
    private long since;

    Watched(SnapshotSession session) {
      this.session = session;
    }

    /** Whether no row has come for a minute; then the next minute begins. */
    boolean isSilent(long now) {
      long count = session.rows();
      if (count != seen) {
        seen = count;
        since = now;
        return false;
      }
      if (now - since < SILENCE.toNanos()) {
        return false;
      }
      since = now;
      return true;
    }
  }
}

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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a COPY will bring nothing more. A COPY may be silent for long: it waits for a lock,
 * or no row passes a filter. So after a minute of waiting for the server, another session is asked
 * whether the process of the server is still there. If not, the COPY's connection is ended. It is
 * ended, too, if the server cannot be reached twice in a row. A COPY whose rows wait for Kafka is
 * not silent.
 */
public final class CopyWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CopyWatch.class);
  private static final long INTERVAL_SECONDS = 15;
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

  /**
   * Watches sessions until it is closed.
   *
   * @param sessions each gives the connection of the moment, or null if there is none
   */
  public static CopyWatch start(
      ConnectionFactory connections, String slot, List<Supplier<CopyConnection>> sessions) {
    CopyWatch watch =
        new CopyWatch(
            connections,
            Executors.newSingleThreadScheduledExecutor(
                task -> {
                  Thread thread = new Thread(task, "waltap-copy-" + slot);
                  thread.setDaemon(true);
                  return thread;
                }));
    sessions.forEach(session -> watch.all.add(new Watched(session, new Silence())));
    ScheduledFuture<?> unused =
        watch.checks.scheduleWithFixedDelay(
            watch::check, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    return watch;
  }

  private void check() {
    try {
      for (Watched watched : all) {
        check(watched);
      }
    } catch (SQLException | RuntimeException | Error e) {
      if (!checks.isShutdown()) {
        LOG.warn("the sessions of a snapshot could not be checked; the next check follows", e);
      }
    }
  }

  private void check(Watched watched) throws SQLException {
    CopyConnection copy = watched.session().get();
    Silence silence = watched.silence();
    if (copy == null || !silence.isLong(copy.process(), copy.turns(), System.nanoTime())) {
      return;
    }
    try {
      if (isThere(copy.process())) {
        silence.restart(System.nanoTime());
        return;
      }
    } catch (SQLException e) {
      if (!SqlStates.connectionLost(e)) {
        silence.restart(System.nanoTime());
        throw e;
      }
      if (!silence.unreachableAgain()) {
        LOG.debug("process {} of the server could not be checked", copy.process(), e);
        return;
      }
    }
    LOG.warn(
        "process {} of the server, which reads rows for a snapshot, is gone; its connection is"
            + " closed. Nothing is lost",
        copy.process());
    copy.end();
  }

  private boolean isThere(int process) throws SQLException {
    try (Connection session = connections.open()) {
      return !Sql.list(session, PROCESS, row -> Boolean.TRUE, process).isEmpty();
    }
  }

  @Override
  public void close() {
    checks.shutdownNow();
  }

  /** A session, and its silence. */
  private record Watched(Supplier<CopyConnection> session, Silence silence) {}
}

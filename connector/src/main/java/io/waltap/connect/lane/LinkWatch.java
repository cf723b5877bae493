/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.Sql;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.lane.LinkHealth.Answer;
import io.waltap.connect.stream.ReplicationStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a link over an ordinary session, on a thread of its own, and ends the link when nothing
 * can come over it any more. A walsender does not tell its client that the server is shutting down:
 * it waits until the client has confirmed everything, and the server waits for the walsender. A
 * link that died without a word looks as if there were no changes.
 */
final class LinkWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final String WALSENDER =
      """
      SELECT r.reply_time::pg_catalog.text AS reply,
             a.wait_event_type IN ('Activity', 'Client') AS waits
        FROM pg_catalog.pg_stat_activity a
        LEFT JOIN pg_catalog.pg_stat_replication r ON r.pid = a.pid
       WHERE a.pid = ?
      """;

  private final ConnectionFactory connections;
  private final String slot;
  private final ReplicationStream link;
  private final LinkHealth health;
  private final ScheduledExecutorService checks;

  /** Of the thread that checks. */
  private Connection session;

  private LinkWatch(
      ConnectionFactory connections, String slot, Duration silence, ReplicationStream link) {
    this.connections = connections.group(ANSWER);
    this.slot = slot;
    this.link = link;
    this.health = new LinkHealth(silence, System.nanoTime());
    this.checks =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "waltap-link-" + slot);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Watches a link until it is closed.
   *
   * @param statusInterval how often the link's thread tells the server that it is alive
   */
  static LinkWatch start(
      ConnectionFactory connections, String slot, Duration statusInterval, ReplicationStream link) {
    Duration twoStatuses = statusInterval.multipliedBy(2);
    Duration silence = twoStatuses.compareTo(SILENCE) > 0 ? twoStatuses : SILENCE;
    LinkWatch watch = new LinkWatch(connections, slot, silence, link);
    ScheduledFuture<?> unused =
        watch.checks.scheduleWithFixedDelay(
            watch::check, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  private void check() {
    try {
      Answer answer = ask();
      Optional<String> reason = health.verdict(System.nanoTime(), link.messages(), answer);
      if (reason.isPresent()) {
        LOG.warn("the link of slot \"{}\" is closed: {}. Nothing is lost", slot, reason.get());
        link.abort();
      }
    } catch (SQLException | RuntimeException | Error e) {
      LOG.warn("the link of slot \"{}\" could not be checked; the next check follows", slot, e);
    }
  }

  private Answer ask() throws SQLException {
    int process = link.serverProcess();
    // a session that was lost is replaced: only the answer to a new one tells what became of the
    // server
    for (int attempt = 0; attempt < 2; attempt++) {
      try {
        if (session == null) {
          session = connections.open();
        }
        List<Answer> answers = Sql.list(session, WALSENDER, LinkWatch::answer, process);
        return answers.isEmpty() ? new Answer.Gone() : answers.get(0);
      } catch (SQLException e) {
        LOG.debug("the link of slot {} could not be checked", slot, e);
        discard();
        if (SqlStates.state(e).equals(SqlStates.CANNOT_CONNECT_NOW)) {
          return new Answer.ShuttingDown();
        }
        if (!SqlStates.connectionLost(e)) {
          return new Answer.Refused();
        }
      }
    }
    return new Answer.Unreachable();
  }

  private static Answer answer(ResultSet row) throws SQLException {
    return new Answer.Walsender(row.getString("reply"), row.getBoolean("waits"));
  }

  private void discard() {
    if (session == null) {
      return;
    }
    try {
      session.close();
    } catch (SQLException e) {
      LOG.debug("the session that watches slot {} did not close cleanly", slot, e);
    }
    session = null;
  }

  @Override
  public void close() {
    checks.execute(this::discard);
    checks.shutdown();
    try {
      if (!checks.awaitTermination(1, TimeUnit.SECONDS)) {
        LOG.debug("the check of slot {} still waits for the server; it ends by itself", slot);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.KnownPublication;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.Retries;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.layout.TaskConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks at an interval which tables the lane captures, on a thread of its own. The stream's thread
 * takes the latest answer at its next boundary.
 */
final class PublicationCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PublicationCheck.class);

  private static final int FAILURES_UNTIL_TOLD_AGAIN = 10;

  private final TaskConfig config;
  private final ConnectionFactory connections;
  private final LanePublicationChoice publication;
  private final IdentityWarning identities;
  private final InheritanceWarning inheritance;
  private final EmptyPartitions emptyPartitions = new EmptyPartitions();
  private final UnsendableWarning unsendable;
  private final KnownPublication known = new KnownPublication();
  private final AtomicReference<CapturedTables> found = new AtomicReference<>();
  private volatile Error failure;
  private ScheduledExecutorService checks;
  private int failures;

  PublicationCheck(
      TaskConfig config, ConnectionFactory connections, LanePublicationChoice publication) {
    this.config = config;
    this.connections = connections;
    this.publication = publication;
    this.identities = new IdentityWarning(config);
    this.inheritance = new InheritanceWarning(config);
    this.unsendable = new UnsendableWarning(config);
  }

  /** Starts the checks, unless {@code table.discovery.interval.ms} is 0 or they run already. */
  void start() {
    long interval = config.connector().replication().tableDiscoveryInterval().toMillis();
    if (checks == null && interval > 0) {
      checks =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "waltap-discovery-" + config.slot());
                thread.setDaemon(true);
                return thread;
              });
      ScheduledFuture<?> unused =
          checks.scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.MILLISECONDS);
    }
  }

  private void check() {
    try (Connection session = connections.openWithoutWaiting();
        Catalog catalog = new Catalog(connections, known)) {
      publication.check(session, catalog);
      // after the check of the lane's publication: if the tables found here include a new one, that
      // check has noticed the change
      List<PublishedTable> published =
          emptyPartitions.leaveOut(catalog.publishedTables(config.publication()), session);
      // asked later: whatever made the tables so is in the WAL before that
      long seenAt = ServerInfo.walEnd(session);
      answer(CapturedTables.of(published, config, seenAt));
      identities.check(published, catalog);
      inheritance.check(published, catalog);
      unsendable.check(published, session);
      failures = 0;
    } catch (SQLException | RuntimeException e) {
      // an exception that got through would end all further checks
      failures++;
      if (failures % FAILURES_UNTIL_TOLD_AGAIN == 1) {
        LOG.warn(
            "publication \"{}\" could not be checked for tables that came or left ({} failures"
                + " in a row): {}. The tables of the last check go on; the next check tries again",
            config.publication(),
            failures,
            Retries.describe(e));
      }
    } catch (Error e) {
      LOG.error("the publication could not be checked", e);
      failure = e;
    }
  }

  /** The check has found these tables: the stream's thread may take that. */
  void answer(CapturedTables captured) {
    found.set(captured);
  }

  /** Whether there is an answer that was not taken. */
  boolean isAnswered() {
    return found.get() != null || failure != null;
  }

  /**
   * The latest answer that was not taken, or null.
   *
   * @throws ConnectException if a check ended by an error of the JVM
   */
  CapturedTables take() {
    Error error = failure;
    if (error != null) {
      throw new ConnectException("the publication could not be checked: " + error, error);
    }
    return found.getAndSet(null);
  }

  @Override
  public void close() {
    if (checks != null) {
      checks.shutdownNow();
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
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

  private final TaskConfig config;
  private final ConnectionFactory connections;
  private final LanePublicationChoice publication;
  private final AtomicReference<Map<TableId, PublishedTable>> found = new AtomicReference<>();
  private volatile Error failure;
  private ScheduledExecutorService checks;

  PublicationCheck(
      TaskConfig config, ConnectionFactory connections, LanePublicationChoice publication) {
    this.config = config;
    this.connections = connections;
    this.publication = publication;
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
    try (Connection session = connections.open();
        Catalog catalog = new Catalog(connections)) {
      publication.check(session, catalog);
      // after the check of the lane's publication: if the tables found here include a new one, that
      // check has noticed the change
      answer(catalog.capturedTables(config.publication(), config::captures));
    } catch (SQLException | RuntimeException e) {
      // an exception that got through would end all further checks
      LOG.debug("the publication could not be checked; the next check tries again", e);
    } catch (Error e) {
      LOG.error("the publication could not be checked", e);
      failure = e;
    }
  }

  /** The check has found these tables: the stream's thread may take that. */
  void answer(Map<TableId, PublishedTable> captured) {
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
  Map<TableId, PublishedTable> take() {
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

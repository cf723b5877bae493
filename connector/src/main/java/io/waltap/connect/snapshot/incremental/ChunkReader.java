/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.config.DeliverySettings;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.Retries;
import io.waltap.connect.database.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads for the stream's thread, on a thread and over a connection of its own. An attempt that may
 * succeed later is repeated until it does, as often as the configuration allows.
 */
final class ChunkReader implements ChunkSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkReader.class);

  /** The errors of a statement that was made for another definition of the table. */
  private static final Set<String> REDEFINED =
      Set.of(
          SqlStates.UNDEFINED_COLUMN,
          SqlStates.UNDEFINED_TABLE,
          SqlStates.UNDEFINED_OBJECT, // a type
          SqlStates.UNDEFINED_FUNCTION, // an operator
          SqlStates.INVALID_SCHEMA_NAME);

  private final ConnectionFactory connections;
  private final DeliverySettings settings;
  private final TableLookup tables;
  private final ChunkScan scan;
  private final ExecutorService thread;
  private volatile Connection session;
  private volatile boolean closed;

  ChunkReader(
      ConnectionFactory connections,
      DeliverySettings settings,
      String slot,
      TableLookup tables,
      ChunkScan scan) {
    this.connections = connections.group();
    this.settings = settings;
    this.tables = tables;
    this.scan = scan;
    // the thread starts with the first task
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread reader = new Thread(task, "waltap-incremental-" + slot);
              reader.setDaemon(true);
              return reader;
            });
  }

  @Override
  public Future<ReadResult> prepare(PublishedTable table, boolean again, boolean settled) {
    String task = "table " + table.id() + " could not be looked up to be read in chunks";
    return thread.submit(
        () ->
            persistently(
                task,
                current -> {
                  if (!settled) {
                    TableLookup.awaitOlderTransactions(current, table);
                  }
                  return tables.lookUp(current, table, again);
                }));
  }

  @Override
  public Future<ReadResult> read(ChunkedTable table, long number, String after, int limit) {
    String task = "chunk " + number + " of table " + table.table().id() + " could not be read";
    return thread.submit(
        () -> persistently(task, current -> scan.read(current, table, after, limit)));
  }

  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
    // whatever it waits for: a lock, or rows
    connections.endAll();
  }

  private ReadResult persistently(String task, Attempt attempt) throws InterruptedException {
    Retries retries = new Retries(settings, () -> {});
    while (true) {
      try {
        return attempt.run(session());
      } catch (SQLException e) {
        abandon();
        if (REDEFINED.contains(SqlStates.state(e))) {
          return new ReadResult.Redefined(e);
        }
        pauseOrFail(task, e, retries);
      } catch (DatabaseException e) {
        abandon();
        pauseOrFail(task, e, retries);
      }
    }
  }

  private void pauseOrFail(String task, Exception problem, Retries retries)
      throws InterruptedException {
    if (closed) {
      throw new InterruptedException("closed");
    }
    if (!retries.again(task, problem)) {
      throw new ConnectException(task + ": " + Retries.describe(problem), problem);
    }
  }

  private Connection session() throws SQLException, InterruptedException {
    Connection current = session;
    if (current == null || current.isClosed()) {
      current = connections.open();
      session = current;
      current.setAutoCommit(false);
      current.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      current.setReadOnly(true);
    }
    if (closed) {
      abandon();
      throw new InterruptedException("closed");
    }
    return current;
  }

  /** Ends the session at once, even in the middle of a COPY. */
  private void abandon() {
    Connection current = session;
    session = null;
    if (current != null) {
      try {
        current.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("the connection of the incremental snapshot did not end cleanly", e);
      }
    }
  }

  /** Work over a session; if it fails, it is done again over another session. */
  @FunctionalInterface
  private interface Attempt {
    ReadResult run(Connection current) throws SQLException, InterruptedException;
  }
}

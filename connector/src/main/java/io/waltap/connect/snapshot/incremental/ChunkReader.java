/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.config.DeliverySettings;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.Retries;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.snapshot.CopyConnection;
import io.waltap.connect.snapshot.CopyWatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Reads for the stream's thread, on a thread and over a connection of its own. An attempt that may
 * succeed later is repeated until it does, as often as the configuration allows. The server may be
 * silent for any time, because no row passes a filter; a process that is gone is noticed.
 */
final class ChunkReader implements ChunkSource, AutoCloseable {
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
  private final String slot;
  private final TableLookup tables;
  private final ChunkScan scan;
  private final ExecutorService thread;
  private volatile CopyConnection session;
  private volatile CopyWatch watch;
  private volatile boolean closed;

  ChunkReader(
      ConnectionFactory connections,
      DeliverySettings settings,
      String slot,
      TableLookup tables,
      ChunkScan scan) {
    this.connections = connections.group();
    this.settings = settings;
    this.slot = slot;
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
    endWatch();
    thread.shutdownNow();
    // whatever it waits for: a lock, or rows
    connections.endAll();
  }

  private ReadResult persistently(String task, Attempt attempt) throws InterruptedException {
    Retries retries = new Retries(settings, () -> {});
    while (true) {
      try {
        return attempt(attempt, session());
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

  private static ReadResult attempt(Attempt attempt, CopyConnection current)
      throws SQLException, InterruptedException {
    current.beginWait();
    try {
      return attempt.run(current.connection());
    } finally {
      current.endWait();
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

  private CopyConnection session() throws SQLException, InterruptedException {
    CopyConnection current = session;
    if (current == null || current.connection().isClosed()) {
      current = new CopyConnection(connections.openForCopy());
      session = current;
      current.connection().setAutoCommit(false);
      current.connection().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      current.connection().setReadOnly(true);
      if (watch == null) {
        watch = CopyWatch.start(connections, slot, List.of(() -> session));
      }
    }
    if (closed) {
      abandon();
      endWatch();
      throw new InterruptedException("closed");
    }
    return current;
  }

  private void abandon() {
    CopyConnection current = session;
    session = null;
    if (current != null) {
      current.end();
    }
  }

  private void endWatch() {
    CopyWatch current = watch;
    if (current != null) {
      current.close();
    }
  }

  /** Work over a session; if it fails, it is done again over another session. */
  @FunctionalInterface
  private interface Attempt {
    ReadResult run(Connection current) throws SQLException, InterruptedException;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes rows at a steady rate, with one statement for each transaction. By default there is a
 * transaction every few milliseconds, with as many rows as are due. Otherwise the transactions are
 * those of a {@link TransactionSchedule}.
 */
final class SteadyWriter implements Runnable {
  private static final long TICK_NANOS = 5_000_000;

  private final Connection session;
  private final String table;
  private final double perSecond;
  private final int transactions;
  private final long nanos;

  private volatile long written;
  private volatile double seconds;
  private volatile boolean stopped;
  private volatile SQLException failure;

  /**
   * @param session with autocommit
   * @param perSecond rows per second
   * @param transactions per second; 0: one every few milliseconds
   * @param nanos how long to write
   */
  SteadyWriter(Connection session, String table, double perSecond, int transactions, long nanos) {
    this.session = session;
    this.table = table;
    this.perSecond = perSecond;
    this.transactions = transactions;
    this.nanos = nanos;
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try (PreparedStatement insert =
        session.prepareStatement(
            Workload.insertNarrow(table) + " FROM generate_series(?::int8, ?::int8) g")) {
      if (transactions == 0) {
        writeDueRows(insert, start);
      } else {
        writeTransactions(insert, start, new TransactionSchedule(perSecond, transactions));
      }
    } catch (SQLException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    seconds = (double) (System.nanoTime() - start) / 1e9;
  }

  void stop() {
    stopped = true;
  }

  /** Returns the rows written so far; all of them once the thread has ended. */
  long written() {
    return written;
  }

  /** Returns rows per second, once the thread has ended. */
  double rate() {
    return (double) written / seconds;
  }

  void requireHealthy() throws SQLException {
    if (failure != null) {
      throw failure;
    }
  }

  private void writeDueRows(PreparedStatement insert, long start)
      throws SQLException, InterruptedException {
    long elapsed = 0;
    while (elapsed < nanos && !stopped) {
      elapsed = Math.min(nanos, System.nanoTime() - start);
      long due = (long) ((double) elapsed * perSecond / 1e9);
      if (due > written) {
        write(insert, due);
      }
      Thread.sleep(waitMillis(System.nanoTime() - start));
    }
  }

  /** Late transactions follow each other without a pause; each keeps its own rows. */
  private void writeTransactions(PreparedStatement insert, long start, TransactionSchedule schedule)
      throws SQLException, InterruptedException {
    for (long number = 1; !stopped; number++) {
      awaitDue(start, Math.min(nanos, schedule.dueNanos(number)));
      if (System.nanoTime() - start >= nanos) {
        return;
      }
      write(insert, schedule.lastRow(number));
    }
  }

  /** Writes the rows that follow those written so far. */
  private void write(PreparedStatement insert, long lastRow) throws SQLException {
    insert.setLong(1, written + 1);
    insert.setLong(2, lastRow);
    insert.executeUpdate();
    written = lastRow;
  }

  /**
   * Returns at once if the time has passed. The thread parks, because Java 17 rounds a sleep to
   * milliseconds, and transactions may follow each other faster.
   */
  private static void awaitDue(long start, long dueNanos) throws InterruptedException {
    long wait = dueNanos - (System.nanoTime() - start);
    while (wait > 0) {
      LockSupport.parkNanos(wait);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted between two transactions");
      }
      wait = dueNanos - (System.nanoTime() - start);
    }
  }

  private static long waitMillis(long elapsedNanos) {
    return Math.max(1, (TICK_NANOS - elapsedNanos % TICK_NANOS) / 1_000_000);
  }
}

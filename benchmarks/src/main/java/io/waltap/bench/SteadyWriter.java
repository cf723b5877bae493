/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Writes rows at a steady rate: every few milliseconds one transaction, with as many rows as are
 * due.
 */
final class SteadyWriter implements Runnable {
  private static final long TICK_NANOS = 5_000_000;

  private final Connection session;
  private final String table;
  private final double perSecond;
  private final long nanos;

  private volatile long written;
  private volatile double seconds;
  private volatile boolean stopped;
  private volatile SQLException failure;

  SteadyWriter(Connection session, String table, double perSecond, long nanos) {
    this.session = session;
    this.table = table;
    this.perSecond = perSecond;
    this.nanos = nanos;
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try (PreparedStatement insert =
        session.prepareStatement(
            Workload.insertNarrow(table) + " FROM generate_series(?::int8, ?::int8) g")) {
      long done = 0;
      long elapsed = 0;
      while (elapsed < nanos && !stopped) {
        elapsed = Math.min(nanos, System.nanoTime() - start);
        long due = (long) ((double) elapsed * perSecond / 1e9);
        if (due > done) {
          insert.setLong(1, done + 1);
          insert.setLong(2, due);
          insert.executeUpdate();
          done = due;
          written = done;
        }
        Thread.sleep(waitMillis(System.nanoTime() - start));
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

  private static long waitMillis(long elapsedNanos) {
    return Math.max(1, (TICK_NANOS - elapsedNanos % TICK_NANOS) / 1_000_000);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads ranges on several threads. The reading is complete when each range has been read to its
 * end, and in no other case: whatever else ends a thread is a failure.
 */
final class RangeThreads {
  private RangeThreads() {}

  /**
   * Reads one range. Returns a range that is to be read after the others instead, or null if the
   * range is done.
   *
   * @param <S> what a thread has of its own: a session
   * @param <R> a range
   */
  @FunctionalInterface
  interface Reader<S, R> {
    R read(S session, R range) throws SQLException, InterruptedException;
  }

  /**
   * Reads all ranges, on one thread for each session.
   *
   * @param name of the threads; a number is appended
   * @param stop ends what the sessions wait for; called if this thread is interrupted
   * @throws SQLException the first failure of any thread
   * @throws IllegalStateException if a thread ended before its range was read
   */
  static <S, R> void read(
      List<S> sessions, List<R> ranges, String name, Reader<S, R> reader, Runnable stop)
      throws SQLException, InterruptedException {
    Queue<R> open = new ConcurrentLinkedQueue<>(ranges);
    AtomicInteger left = new AtomicInteger(ranges.size());
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (S session : sessions) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (R range = open.poll();
                      range != null && failure.get() == null;
                      range = open.poll()) {
                    R later = reader.read(session, range);
                    if (later == null) {
                      left.decrementAndGet();
                    } else {
                      open.add(later);
                    }
                  }
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                }
              },
              name + threads.size());
      threads.add(thread);
      thread.start();
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      failure.compareAndSet(null, e);
      // before their sessions end: then none of them opens another one
      threads.forEach(Thread::interrupt);
      stop.run();
      for (Thread thread : threads) {
        thread.join(); // nothing may be handed over after this
      }
      throw e;
    }
    requireComplete(failure.get(), left.get());
  }

  private static void requireComplete(Throwable failure, int left) throws SQLException {
    if (failure instanceof SQLException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    } else if (failure != null) {
      // an interrupt that the lane's thread did not ask for
      throw new IllegalStateException("a thread of the snapshot was interrupted", failure);
    } else if (left > 0) {
      throw new IllegalStateException(left + " ranges of the snapshot were not read to their end");
    }
  }
}

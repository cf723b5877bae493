/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Something that is done again and again, in a thread of its own, until it is told to end: the
 * changes of a workload, or the samples of an observer. What it works on is the test's only {@link
 * #between} two times, and after the end.
 */
final class Steadily implements AutoCloseable {
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> repetition;

  /** What is done each time. */
  @FunctionalInterface
  interface Step {
    void run() throws SQLException;
  }

  /**
   * @param pause between two times, so that fast machines do not do ten times as much as slow ones
   */
  Steadily(Step step, Duration pause) {
    repetition =
        thread.scheduleWithFixedDelay(() -> run(step), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Does something else between two times. */
  <T> T between(Callable<T> action) throws Exception {
    if (repetition.isDone()) {
      // a step that fails is the last, and its failure the test's
      repetition.get();
    }
    return thread.submit(action).get();
  }

  /** Ends it. */
  void stop() throws Exception {
    between(() -> repetition.cancel(false));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private static void run(Step step) {
    try {
      step.run();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

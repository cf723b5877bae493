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
 * Repeats a step in its own thread until it is told to stop: the changes of a workload, or the
 * samples of an observer. The test may use the same objects only {@link #between} two steps, and
 * after the end.
 */
public final class Steadily implements AutoCloseable {
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> repetition;

  /** One step. */
  @FunctionalInterface
  public interface Step {
    void run() throws SQLException;
  }

  /**
   * @param pause between two steps, so that fast machines do not take ten times as many steps as
   *     slow ones
   */
  public Steadily(Step step, Duration pause) {
    repetition =
        thread.scheduleWithFixedDelay(() -> run(step), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs an action between two steps. */
  public <T> T between(Callable<T> action) throws Exception {
    if (repetition.isDone()) {
      // a step that fails is the last one, and its failure fails the test
      repetition.get();
    }
    return thread.submit(action).get();
  }

  /** Stops the repetition. */
  public void stop() throws Exception {
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

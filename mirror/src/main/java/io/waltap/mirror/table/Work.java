/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * What a table has another thread do, one thing at a time. After a failure it waits, longer each
 * time, before it starts the next. For the task's thread.
 */
public final class Work {
  private static final long SHORTEST = Duration.ofMillis(200).toNanos();
  private static final long LONGEST = Duration.ofSeconds(30).toNanos();

  private final ExecutorService threads;
  private Future<?> running;
  private Callable<?> delayed;
  private String what = "";
  private long pause = SHORTEST;
  private long notBefore;
  private boolean waiting;

  /**
   * @param threads of all tables of a task
   */
  public Work(ExecutorService threads) {
    this.threads = threads;
  }

  /**
   * What has become of it.
   *
   * @param value what it returned, unless it failed
   * @param failure null unless it failed
   */
  record Result(Object value, RuntimeException failure) {}

  /** Starts something; after a failure only when the pause is over. */
  void start(Callable<?> task, String named) {
    what = named;
    if (waiting) {
      delayed = task;
    } else {
      running = threads.submit(task);
    }
  }

  /** What was started last. */
  String what() {
    return what;
  }

  /** The next thing starts only after a pause. */
  void backOff(long now) {
    waiting = true;
    notBefore = now + pause;
    pause = Math.min(LONGEST, pause * 2);
  }

  /** Whether nothing can be started. */
  boolean isBusy(long now) {
    if (waiting && now - notBefore >= 0) {
      waiting = false;
      if (delayed != null) {
        running = threads.submit(delayed);
        delayed = null;
      }
    }
    return waiting || running != null;
  }

  /** The result, once; empty while there is none. */
  Optional<Result> poll() {
    if (running == null || !running.isDone()) {
      return Optional.empty();
    }
    Future<?> done = running;
    running = null;
    try {
      Object value = done.get();
      pause = SHORTEST;
      return Optional.of(new Result(value, null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(new Result(null, unchecked(e.getCause())));
    }
  }

  /** An error is no trouble of one table: it ends the task. */
  private static RuntimeException unchecked(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(cause);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Does nothing until a test says so. */
public final class HeldThreads extends AbstractExecutorService {
  private final Queue<Runnable> held = new ArrayDeque<>();

  /** Does all that waits; returns how much that was. */
  public int release() {
    int count = 0;
    for (Runnable work = held.poll(); work != null; work = held.poll()) {
      work.run();
      count++;
    }
    return count;
  }

  @Override
  public void execute(Runnable work) {
    held.add(work);
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}

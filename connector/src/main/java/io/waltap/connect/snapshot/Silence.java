/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import java.time.Duration;

/** For how long a session has waited for one answer, and whether the server could be asked why. */
final class Silence {
  private static final long LONG = Duration.ofMinutes(1).toNanos();

  /** One failure may be that of the network, or of a server that has no free connection. */
  private static final int FAILURES = 2;

  private int process;
  private long turns = -1;
  private long since;
  private int failures;

  /**
   * Whether the wait has lasted for a minute.
   *
   * @param ofProcess the server's process
   * @param atTurn {@link CopyConnection#turns}
   * @param now by {@code System.nanoTime()}
   */
  boolean isLong(int ofProcess, long atTurn, long now) {
    boolean waits = (atTurn & 1) == 1;
    if (!waits || atTurn != turns || ofProcess != process) {
      process = ofProcess;
      turns = atTurn;
      restart(now);
      return false;
    }
    return now - since >= LONG;
  }

  /** The server has answered: the next minute begins. */
  void restart(long now) {
    since = now;
    failures = 0;
  }

  /** The server could not be reached. Returns whether that was so the time before, too. */
  boolean unreachableAgain() {
    failures++;
    return failures >= FAILURES;
  }
}

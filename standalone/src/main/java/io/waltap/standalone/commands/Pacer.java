/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.time.Duration;

/** Says when something is due that is done at intervals, and is done at once the first time. */
final class Pacer {
  private final long interval;
  private long due = System.nanoTime();

  Pacer(Duration interval) {
    this.interval = interval.toNanos();
  }

  boolean due() {
    long now = System.nanoTime();
    if (now - due < 0) {
      return false;
    }
    due = now + interval;
    return true;
  }
}

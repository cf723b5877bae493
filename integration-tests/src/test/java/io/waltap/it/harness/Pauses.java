/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Pauses for the harness's own poll loops. A test waits for a condition instead. */
final class Pauses {
  private static final Duration BRIEF = Duration.ofMillis(100);

  private Pauses() {}

  static void briefly() {
    LockSupport.parkNanos(BRIEF.toNanos());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.time.Duration;

/** The time that the whole command may take. When it is spent, no further measurement begins. */
final class Budget {
  private final long end;

  Budget(Duration time) {
    this.end = System.nanoTime() + time.toNanos();
  }

  boolean spent() {
    return System.nanoTime() - end > 0;
  }
}

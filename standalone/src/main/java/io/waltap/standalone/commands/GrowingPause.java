/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.time.Duration;

/** A pause between two tries, which doubles up to a longest one. Used by one thread. */
final class GrowingPause {
  private final Duration longest;
  private Duration next;

  GrowingPause(Duration first, Duration longest) {
    this.next = first;
    this.longest = longest;
  }

  /** The pause before the next try; the one after it is twice as long. */
  Duration next() {
    Duration pause = next;
    Duration doubled = pause.multipliedBy(2);
    next = doubled.compareTo(longest) > 0 ? longest : doubled;
    return pause;
  }
}

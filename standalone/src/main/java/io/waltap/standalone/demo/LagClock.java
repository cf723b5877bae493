/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The age of the oldest change that has not landed, from two counters that only grow. */
final class LagClock {
  private record Sample(long nanos, long made) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Notes how many changes had been made at that time. */
  void made(long nanos, long count) {
    Sample last = samples.peekLast();
    if (last == null || count > last.made()) {
      samples.addLast(new Sample(nanos, count));
    }
  }

  /** Zero when every change has landed. */
  Duration lag(long nanos, long landed) {
    while (!samples.isEmpty() && samples.peekFirst().made() <= landed) {
      samples.removeFirst();
    }
    return samples.isEmpty()
        ? Duration.ZERO
        : Duration.ofNanos(nanos - samples.peekFirst().nanos());
  }
}

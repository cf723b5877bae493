/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopSignalTest {
  private final AtomicLong clock = new AtomicLong();
  private final List<Integer> exits = new ArrayList<>();
  private final StopSignal stop = new StopSignal(clock::get, exits::add);

  // Guards against: rows that do not land, because a terminal and a wrapper each send a signal.
  @Test
  void signalsWithinTwoSecondsAreOne() {
    assertThat(stop.received()).isFalse();
    stop.handle();
    assertThat(stop.received()).isTrue();
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(5));
    stop.handle();
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_990));
    stop.handle();
    assertThat(exits).isEmpty();
  }

  @Test
  void aLaterSignalEndsTheProcess() {
    stop.handle();
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(2_001));
    stop.handle();
    assertThat(exits).containsExactly(130);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagWatchTest {
  private final LagWatch lag = new LagWatch(100, 10);

  @Test
  void theLongestWaitIsKept() {
    lag.add(1000, 1000, 0);
    lag.add(1500, 1400, 1000);

    assertThat(lag.most()).isEqualTo(10);
    assertThat(lag.last()).isEqualTo(5);
    assertThat(lag.lastBacklog()).isEqualTo(1);
  }

  @Test
  void aWaitOfTwoIntervalsIsFallingBehind() {
    lag.add(1999, 1999, 0);
    assertThat(lag.keptUp()).isTrue();

    lag.add(2000, 2000, 0);
    lag.add(2000, 2000, 2000);
    assertThat(lag.keptUp()).isFalse();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyTest {
  @Test
  void percentilesAreOfAllEvents() {
    long[] arrivals = {1, 2, 3, 4, 5};
    long[] micros = {5000, 1000, 4000, 2000, 3000};

    Latency latency = latency(arrivals, micros);

    assertThat(latency.p50()).isEqualTo(3);
    assertThat(latency.p90()).isEqualTo(5);
    assertThat(latency.most()).isEqualTo(5);
  }

  @Test
  void quartersAreOfTheTimeAndNotOfTheEvents() {
    // most events arrive at the end
    long[] arrivals = {1000, 1050, 1100, 1250, 1260, 1370, 1380, 1390, 1395, 1400};
    long[] micros = {1000, 3000, 2000, 9000, 9000, 70_000, 80_000, 50_000, 40_000, 60_000};

    Latency latency = latency(arrivals, micros);

    assertThat(latency.firstQuarter()).isEqualTo(2);
    assertThat(latency.lastQuarter()).isEqualTo(60);
  }

  @Test
  void withoutEventsThereIsNoFigure() {
    Latency latency = latency(new long[0], new long[0]);

    assertThat(latency.p50()).isNaN();
    assertThat(latency.firstQuarter()).isNaN();
    assertThat(latency.lastQuarter()).isNaN();
  }

  private static Latency latency(long[] arrivals, long[] micros) {
    return Latency.of(Contender.WALTAP, 1, 1500, 1500, arrivals, micros);
  }
}

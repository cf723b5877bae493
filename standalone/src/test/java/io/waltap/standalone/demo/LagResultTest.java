/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagResultTest {
  private static final long MADE = 10_000;

  @Test
  void theGoalIsMetBelowIt() {
    assertThat(result(MADE, 499, 40, 40).percentiles(MADE))
        .isEqualTo(
            "commit -> Kafka: median     41 ms, p99    499 ms (goal: p99 below   500 ms): met");
    assertThat(result(MADE, 500, 40, 40).percentiles(MADE)).endsWith("): MISSED");
  }

  // Guards against: a good p99 of the changes that arrived, while others did not.
  @Test
  void theGoalIsMissedIfChangesDidNotArrive() {
    assertThat(result(MADE - 1_200, 180, 40, 40).percentiles(MADE))
        .endsWith("): MISSED, 1,200 changes did not arrive");
  }

  @Test
  void theLagGrewByMoreThanAFifthOfTheGoal() {
    assertThat(result(MADE, 180, 40, 140).growth())
        .isEqualTo("commit -> Kafka:     40 ms,    140 ms: the lag did not grow");
    assertThat(result(MADE, 180, 40, 141).growth()).endsWith("the lag GREW");
    assertThat(result(MADE, 180, 400, 40).growth()).endsWith("the lag did not grow");
  }

  @Test
  void aRunWithoutMeasuredChangesSaysSo() {
    Latencies.Summary nothing = new Latencies().summary();
    LagResult result = new LagResult("commit -> table", 5_000, 80, nothing, nothing, nothing);

    assertThat(result.percentiles(80)).contains("no change was measured").contains("--seconds");
    assertThat(result.growth()).endsWith("too few changes to tell");
  }

  private static LagResult result(long changes, long p99, long first, long last) {
    return new LagResult(
        "commit -> Kafka",
        500,
        changes,
        new Latencies.Summary(8_000, 41, p99),
        new Latencies.Summary(2_000, first, p99),
        new Latencies.Summary(2_000, last, p99));
  }
}

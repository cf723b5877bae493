/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace(200);

  @Test
  void theFirstChangeIsDueAtOnce() {
    assertThat(pace.millisUntilDue(0, 0)).isZero();
  }

  @Test
  void eachChangeIsDueAtItsTimeSinceTheStart() {
    assertThat(pace.millisUntilDue(1, 0)).isEqualTo(5);
    assertThat(pace.millisUntilDue(3, nanos(10))).isEqualTo(5);
    assertThat(pace.millisUntilDue(200, nanos(1_000))).isZero();
  }

  // Guards against: a rate that drifts, since each delay adds to the ones before.
  @Test
  void whatIsLateIsMadeUpFor() {
    assertThat(pace.millisUntilDue(100, nanos(1_000))).isEqualTo(-500);
    assertThat(pace.millisUntilDue(199, nanos(1_000))).isNegative();
    assertThat(pace.millisUntilDue(201, nanos(1_000))).isPositive();
  }

  @Test
  void theOutcomeSaysWhetherTheRateWasKept() {
    assertThat(pace.outcome(6_004, nanos(30_000)))
        .isEqualTo("The workload made 6,004 changes in 30.0 s, 200 per second: as asked for.");
    assertThat(new Pace(1_000).outcome(19_230, nanos(30_000)))
        .isEqualTo(
            "The workload made 19,230 changes in 30.0 s, 641 per second:"
                + " it could NOT keep the 1,000 that were asked for.");
  }

  @Test
  void aTwentiethLessIsStillTheRate() {
    assertThat(pace.outcome(1_900, nanos(10_000))).endsWith("as asked for.");
    assertThat(pace.outcome(1_899, nanos(10_000))).contains("NOT keep the 200");
  }

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }
}

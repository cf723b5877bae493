/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagMeterTest {
  private static final long BEGUN = 1_000_000;

  // after the warm-up of 5 s, each quarter has 10 s
  private final LagMeter meter =
      new LagMeter("commit -> Kafka", Duration.ofMillis(500), Duration.ofSeconds(45));

  @Test
  void whatWasCommittedBeforeTheBeginningIsNotMeasured() {
    addAfterSeconds(-600, 10);
    meter.begin(BEGUN);
    meter.add(BEGUN - 1, BEGUN + 20, 700);

    assertThat(meter.result().changes()).isZero();
    assertThat(meter.recentMedian()).isEmpty();
  }

  @Test
  void theWarmUpIsCountedButNotMeasured() {
    meter.begin(BEGUN);
    addAfterSeconds(0, 3_000);
    meter.add(BEGUN + 4_999, BEGUN + 5_999, 2);
    addAfterSeconds(5, 40);

    LagResult result = meter.result();

    assertThat(result.changes()).isEqualTo(4);
    assertThat(result.measured()).isEqualTo(new Latencies.Summary(1, 40, 40));
  }

  @Test
  void theQuartersAreOfTheTimeAfterTheWarmUp() {
    meter.begin(BEGUN);
    addAfterSeconds(5, 11);
    addAfterSeconds(14, 12);
    addAfterSeconds(15, 900);
    addAfterSeconds(34, 900);
    addAfterSeconds(35, 31);
    addAfterSeconds(46, 32);

    LagResult result = meter.result();

    assertThat(result.firstQuarter()).isEqualTo(new Latencies.Summary(2, 11, 12));
    assertThat(result.lastQuarter()).isEqualTo(new Latencies.Summary(2, 31, 32));
    assertThat(result.measured().count()).isEqualTo(6);
  }

  @Test
  void theRecentMedianIsThatOfWhatCameSinceTheLastCall() {
    meter.begin(BEGUN);
    addAfterSeconds(1, 10);
    addAfterSeconds(1, 20);
    addAfterSeconds(1, 90);

    assertThat(meter.recentMedian()).hasValue(20);

    addAfterSeconds(2, 70);

    assertThat(meter.recentMedian()).hasValue(70);
    // rows land every two seconds, but a line is shown each second
    assertThat(meter.recentMedian()).hasValue(70);
  }

  @Test
  void aRunThatIsShorterThanTheWarmUpMeasuresNothing() {
    LagMeter brief = new LagMeter("commit -> Kafka", Duration.ofMillis(500), Duration.ofSeconds(3));
    brief.begin(BEGUN);
    brief.add(BEGUN + 2_900, BEGUN + 3_000, 5);

    assertThat(brief.result().changes()).isEqualTo(5);
    assertThat(brief.result().measured().count()).isZero();
  }

  private void addAfterSeconds(int seconds, long lag) {
    long committed = BEGUN + 1_000L * seconds;
    meter.add(committed, committed + lag, 1);
  }
}

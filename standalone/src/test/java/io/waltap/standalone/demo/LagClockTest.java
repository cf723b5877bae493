/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagClockTest {
  // the meter measures what is committed from 5,000 on
  private final LagMeter meter =
      new LagMeter("commit -> table", Duration.ofSeconds(5), Duration.ofSeconds(45));
  private final LagClock clock = new LagClock(meter);

  LagClockTest() {
    meter.begin(0);
  }

  @Test
  void aChangeHasLandedWhenTheTableHasAsManyRows() {
    clock.made(6_000, 10);
    clock.made(6_100, 10);

    clock.landed(8_000, 15);

    assertThat(measured()).isEqualTo(new Latencies.Summary(15, 2_000, 2_000));

    clock.landed(8_200, 20);

    assertThat(measured()).isEqualTo(new Latencies.Summary(20, 2_000, 2_100));
  }

  @Test
  void aCountWithoutNewRowsAddsNothing() {
    clock.made(6_000, 3);
    clock.landed(7_000, 3);
    clock.landed(9_000, 3);

    assertThat(measured()).isEqualTo(new Latencies.Summary(3, 1_000, 1_000));
  }

  @Test
  void commitsOfOneMillisecondAreOne() {
    clock.made(6_000, 1);
    clock.made(6_000, 2);
    clock.landed(6_500, 2);
    clock.made(6_000, 1);
    clock.landed(6_700, 4);

    assertThat(measured()).isEqualTo(new Latencies.Summary(4, 500, 700));
  }

  @Test
  void theRowsOfTheSnapshotComeFirstAndAreNotMeasured() {
    clock.made(-2_000, 500);
    clock.made(6_000, 4);
    clock.landed(7_000, 500);

    assertThat(meter.result().changes()).isZero();

    clock.landed(7_500, 504);

    assertThat(measured()).isEqualTo(new Latencies.Summary(4, 1_500, 1_500));
  }

  // Guards against: a count of rows that comes between a commit and its note.
  @Test
  void rowsThatAreNotKnownYetAreMeasuredByTheNextCount() {
    clock.made(6_000, 1);
    clock.landed(7_000, 3);
    clock.made(6_900, 2);
    clock.landed(7_200, 3);

    assertThat(measured()).isEqualTo(new Latencies.Summary(3, 300, 1_000));
  }

  private Latencies.Summary measured() {
    return meter.result().measured();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProcessingClockTest {
  /** The tolerance, for a machine that is busy with other work. */
  private static final long TOLERANCE_MILLIS = 100;

  @Test
  void showsTheTimeOfDay() {
    ProcessingClock clock = new ProcessingClock();

    Instant before = Instant.now();
    Instant shown = Instant.ofEpochSecond(0, clock.nanos());
    Instant after = Instant.now();

    assertThat(shown)
        .isBetween(before.minusMillis(TOLERANCE_MILLIS), after.plusMillis(TOLERANCE_MILLIS));
  }
}

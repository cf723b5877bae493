/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SequenceBaseTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final long MICROS = NOW.getEpochSecond() * 1_000_000;

  @Test
  void theFirstOneIsTheClock() {
    assertThat(SequenceBase.next(OptionalLong.empty(), NOW)).isEqualTo(MICROS);
  }

  @Test
  void aLaterOneIsTheClockIfThatIsFarEnough() {
    assertThat(SequenceBase.next(OptionalLong.of(0), NOW)).isEqualTo(MICROS);
    assertThat(SequenceBase.next(OptionalLong.of(MICROS - SequenceBase.MOST_RECORDS), NOW))
        .isEqualTo(MICROS);
  }

  // Guards against: a clock that was set back between two brokers, so that the changes of the later
  // one have smaller numbers, and an old row is taken for the current one.
  @Test
  void itIsAboveAllNumbersOfTheBrokerBeforeAlsoIfTheClockWentBack() {
    Instant before = NOW.minus(Duration.ofDays(400));

    assertThat(SequenceBase.next(OptionalLong.of(MICROS), before))
        .isEqualTo(MICROS + SequenceBase.MOST_RECORDS);
    assertThat(SequenceBase.next(OptionalLong.of(MICROS), NOW))
        .as("the clock stands still")
        .isEqualTo(MICROS + SequenceBase.MOST_RECORDS);
  }
}

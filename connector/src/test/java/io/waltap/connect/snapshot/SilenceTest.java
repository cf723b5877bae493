/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private static final int PROCESS = 4711;
  private static final long WAITS = 1;
  private static final long HANDS_OVER = 2;
  private static final long WAITS_AGAIN = 3;

  private final Silence silence = new Silence();

  @Test
  void aMinuteOfWaitingForOneAnswerIsLong() {
    assertThat(silence.isLong(PROCESS, WAITS, seconds(0))).isFalse();
    assertThat(silence.isLong(PROCESS, WAITS, seconds(59))).isFalse();
    assertThat(silence.isLong(PROCESS, WAITS, seconds(60))).isTrue();
  }

  @Test
  void anAnswerEndsTheWait() {
    silence.isLong(PROCESS, WAITS, seconds(0));

    assertThat(silence.isLong(PROCESS, WAITS_AGAIN, seconds(60))).isFalse();
    assertThat(silence.isLong(PROCESS, WAITS_AGAIN, seconds(119))).isFalse();
    assertThat(silence.isLong(PROCESS, WAITS_AGAIN, seconds(120))).isTrue();
  }

  @Test
  void anotherSessionBeginsAnotherWait() {
    silence.isLong(PROCESS, WAITS, seconds(0));

    assertThat(silence.isLong(PROCESS + 1, WAITS, seconds(60))).isFalse();
  }

  // Guards against: a COPY that is ended, and read again from its beginning, because Kafka is slow.
  @Test
  void aCopyWhoseRowsWaitForKafkaIsNotSilent() {
    silence.isLong(PROCESS, HANDS_OVER, seconds(0));

    assertThat(silence.isLong(PROCESS, HANDS_OVER, seconds(3600))).isFalse();
    assertThat(silence.isLong(PROCESS, WAITS_AGAIN, seconds(3601))).isFalse();
  }

  @Test
  void theNextMinuteBeginsWhenTheServerHasAnswered() {
    silence.isLong(PROCESS, WAITS, seconds(0));
    silence.restart(seconds(60));

    assertThat(silence.isLong(PROCESS, WAITS, seconds(119))).isFalse();
    assertThat(silence.isLong(PROCESS, WAITS, seconds(120))).isTrue();
  }

  // Guards against: a COPY of hours that is lost because one connection could not be opened.
  @Test
  void onlyTheSecondFailureInARowCounts() {
    assertThat(silence.unreachableAgain()).isFalse();
    silence.restart(seconds(60));
    assertThat(silence.unreachableAgain()).isFalse();
    assertThat(silence.unreachableAgain()).isTrue();
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.lane.LinkHealth.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LinkHealthTest {
  private static final Answer UNREACHABLE = new Answer.Unreachable();
  private static final Answer GONE = new Answer.Gone();
  private static final Answer REFUSED = new Answer.Refused();

  private final LinkHealth health = new LinkHealth(Duration.ofSeconds(60), 0);

  // Guards against: a fast shutdown of the server that waits until everything is confirmed.
  @Test
  void aServerThatShutsDownIsNotHeldUp() {
    assertThat(verdict(5, 1, new Answer.ShuttingDown()))
        .hasValueSatisfying(reason -> assertThat(reason).contains("shutting down"));
  }

  // Guards against: a dead link that looks like a database without changes.
  @Test
  void aLinkWithoutASignOfLifeForAMinuteIsDead() {
    assertThat(verdict(55, 0, UNREACHABLE)).isEmpty();
    assertThat(verdict(60, 0, UNREACHABLE)).isPresent();
    assertThat(verdict(60, 0, GONE)).isPresent();
    assertThat(verdict(60, 0, new Answer.Walsender(null, true))).isPresent();
  }

  @Test
  void messagesAreSignsOfLife() {
    assertThat(verdict(55, 7, UNREACHABLE)).isEmpty();
    assertThat(verdict(110, 7, UNREACHABLE)).isEmpty();
    assertThat(verdict(115, 7, UNREACHABLE)).isPresent();
  }

  @Test
  void aStatusThatTheWalsenderHasReadIsASignOfLife() {
    assertThat(verdict(5, 0, new Answer.Walsender("10:00", true))).isEmpty();
    assertThat(verdict(60, 0, new Answer.Walsender("10:01", true))).isEmpty();
    assertThat(verdict(115, 0, new Answer.Walsender("10:01", true))).isEmpty();
    assertThat(verdict(120, 0, new Answer.Walsender("10:01", true))).isPresent();
  }

  // Guards against: closing a link while the server decodes a large transaction, from which the
  // next link begins again.
  @Test
  void aWalsenderThatWorksIsLeftAlone() {
    assertThat(verdict(600, 0, new Answer.Walsender("10:00", false))).isEmpty();
    assertThat(verdict(1200, 0, new Answer.Walsender("10:00", false))).isEmpty();
  }

  @Test
  void aServerThatLivesWithoutAnAnswerSaysNothing() {
    assertThat(verdict(600, 0, REFUSED)).isEmpty();
  }

  private Optional<String> verdict(long seconds, long messages, Answer answer) {
    return health.verdict(TimeUnit.SECONDS.toNanos(seconds), messages, answer);
  }
}

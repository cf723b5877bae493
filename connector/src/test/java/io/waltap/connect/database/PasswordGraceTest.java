/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PasswordGraceTest {
  private final SQLException refused = new SQLException("password refused", "28P01");
  private long now;
  private final PasswordGrace grace = new PasswordGrace(() -> now);

  // Guards against: a wrong password that is tried forever.
  @Test
  void beforeTheFirstConnectionARefusalIsFinal() {
    assertThat((Throwable) grace.explained(refused)).isSameAs(refused);
    assertThat(SqlStates.retriable(refused)).isFalse();
  }

  // Guards against: a task that fails for good because a password was changed.
  @Test
  void afterAConnectionItIsTriedAgainForFifteenMinutes() {
    grace.accepted();

    assertThat(SqlStates.retriable(grace.explained(refused))).isTrue();
    now += Duration.ofMinutes(15).toNanos() - 1;
    assertThat(SqlStates.retriable(grace.explained(refused))).isTrue();
    now += 1;
    assertThat(SqlStates.retriable(grace.explained(refused))).isFalse();
  }

  @Test
  void aPasswordThatIsAcceptedEndsTheRefusal() {
    grace.accepted();
    assertThat(SqlStates.retriable(grace.explained(refused))).isTrue();
    now += Duration.ofMinutes(14).toNanos();
    grace.accepted();
    now += Duration.ofMinutes(14).toNanos();

    assertThat(SqlStates.retriable(grace.explained(refused))).isTrue();
  }

  @Test
  void itKeepsItsState() {
    grace.accepted();

    assertThat(SqlStates.state(grace.explained(refused))).isEqualTo("28P01");
  }

  @Test
  void otherFailuresStayAsTheyAre() {
    SQLException other = new SQLException("no such database", "3D000");
    grace.accepted();

    assertThat((Throwable) grace.explained(other)).isSameAs(other);
  }
}

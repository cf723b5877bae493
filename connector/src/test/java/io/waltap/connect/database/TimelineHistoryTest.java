/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TimelineHistoryTest {

  @Test
  void eachLineSaysWhereATimelineWasLeft() {
    TimelineHistory history =
        TimelineHistory.parse(
            """
            # a comment
            1\t0/3B6\tno recovery target specified

            2\t16/B374D848\tbefore 2026-01-01 12:00:00+00
            """);

    assertThat(history.leftAt(1)).contains(950L);
    assertThat(history.leftAt(2)).contains(0x16B374D848L);
    assertThat(history.leftAt(3)).isEmpty();
    assertThat(history.lastSwitchPoint()).isEqualTo(0x16B374D848L);
    assertThat(TimelineHistory.NONE.lastSwitchPoint()).isZero();
  }

  @Test
  void whatIsNoHistoryIsRefused() {
    assertThatThrownBy(() -> TimelineHistory.parse("1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TimelineHistory.parse("one 0/1 reason"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

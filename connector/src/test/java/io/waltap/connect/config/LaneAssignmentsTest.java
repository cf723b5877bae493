/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.pgoutput.TableId;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneAssignmentsTest {
  @Test
  void theFirstPinThatMatchesAndNamesALaneThatExistsCounts() {
    LaneAssignments pins = LaneAssignments.parse("public\\.a.*:3; public\\.a1:1");

    assertThat(pins.laneOf(new TableId("public", "a1"), 4)).hasValue(3);
    assertThat(pins.laneOf(new TableId("public", "a1"), 2)).hasValue(1);
    assertThat(pins.laneOf(new TableId("public", "a2"), 2)).isEmpty();
    assertThat(pins.laneOf(new TableId("sales", "a1"), 4)).isEmpty();
    assertThat(pins.text()).isEqualTo("public\\.a.*:3;public\\.a1:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public\\.a",
        "public\\.a:",
        ":1",
        "public\\.a:x",
        "public\\.a:-1",
        "public\\.a:100",
        "public\\.(a:1",
        "public\\.b:0;public\\.a"
      })
  void whatIsNoAssignmentIsRefused(String assignments) {
    assertThatThrownBy(() -> LaneAssignments.parse(assignments))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lane.assignments");
    assertThatThrownBy(() -> LaneAssignments.check(assignments, SlotNames.MOST_LANES))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void aLaneThatTasksMaxDoesNotMakeIsRefused() {
    assertThatCode(() -> LaneAssignments.check("public\\.a:1", 2)).doesNotThrowAnyException();
    assertThatThrownBy(() -> LaneAssignments.check("public\\.b:0;public\\.a:2", 2))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("lane 2", "tasks.max=2", "lanes 0 to 1");
  }
}

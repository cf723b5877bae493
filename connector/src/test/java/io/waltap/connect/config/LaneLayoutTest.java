/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How tables are spread over lanes. */
class LaneLayoutTest {
  private static final int TABLES = 1000;

  @ParameterizedTest
  @ValueSource(strings = {"t%d", "orders_%04d", "customer%d_events", "täble %d"})
  void eachLaneGetsItsShare(String names) {
    LaneLayout layout = LaneLayout.of(4, null);
    int[] tables = new int[layout.lanes()];
    for (String table : tables(names)) {
      tables[layout.laneOf("public", table)]++;
    }
    for (int share : tables) {
      assertThat(share).isBetween(TABLES * 18 / 100, TABLES * 32 / 100);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 15, 63})
  void oneLaneMoreTakesTablesFromTheOthersAndMovesNoneBetweenThem(int lanes) {
    LaneLayout before = LaneLayout.of(lanes, null);
    LaneLayout after = LaneLayout.of(lanes + 1, null);
    int moved = 0;
    for (String table : tables("table_%d")) {
      if (after.laneOf("public", table) == lanes) {
        moved++;
      } else {
        assertThat(after.laneOf("public", table)).isEqualTo(before.laneOf("public", table));
      }
    }
    assertThat(moved).isBetween(1, TABLES * 2 / (lanes + 1));
  }

  @Test
  void theSameNameInAnotherSchemaIsAnotherTable() {
    LaneLayout layout = LaneLayout.of(64, null);
    assertThat(tables("table_%d"))
        .anyMatch(table -> layout.laneOf("public", table) != layout.laneOf("sales", table));
  }

  @Test
  void aPinBringsATableToItsLaneAndTheFirstThatMatchesCounts() {
    LaneLayout layout = LaneLayout.of(4, "public\\.orders:3; public\\.o.*:2 ;sales\\.items:0");
    assertThat(layout.laneOf("public", "orders")).isEqualTo(3);
    assertThat(layout.laneOf("public", "offers")).isEqualTo(2);
    assertThat(layout.laneOf("public", "Orders_old")).isEqualTo(2);
    assertThat(layout.laneOf("sales", "items")).isZero();
  }

  @Test
  void aTableThatNoPinMatchesAsAWholeGoesByItsName() {
    LaneLayout hashed = LaneLayout.of(4, null);
    LaneLayout pinned = LaneLayout.of(4, "public\\.table:0;public\\.table:1;other\\..*:2");
    assertThat(tables("table_%d"))
        .allMatch(table -> pinned.laneOf("public", table) == hashed.laneOf("public", table));
  }

  // fewer tables than tasks make fewer lanes than the pins may name
  @Test
  void aPinToALaneThatThereIsNotIsPassedOver() {
    LaneLayout layout = LaneLayout.of(2, "public\\.a.*:3;public\\.a1:1");
    assertThat(layout.laneOf("public", "a1")).isEqualTo(1);
    assertThat(layout.laneOf("public", "a2"))
        .isEqualTo(LaneLayout.of(2, null).laneOf("public", "a2"));
  }

  @Test
  void oneLaneCarriesEverythingWhateverIsPinned() {
    LaneLayout layout = LaneLayout.of(1, "public\\.a:1");
    assertThat(layout).isEqualTo(LaneLayout.single());
    assertThat(layout.text()).isEqualTo("1");
    assertThat(layout.laneOf("public", "a")).isZero();
  }

  @Test
  void thereIsAtLeastOneLaneAndNotMoreThanAServerShouldServe() {
    assertThat(LaneLayout.of(0, null).lanes()).isEqualTo(1);
    assertThat(LaneLayout.of(1000, null).lanes()).isEqualTo(LaneLayout.MOST_LANES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "2", "64", "3;public\\.orders:2", "4;public\\.a:0;sales\\.(x|y){1,2}:3"})
  void theStoredTextGivesTheLayoutBack(String text) {
    LaneLayout layout = LaneLayout.parse(text);
    assertThat(layout.text()).isEqualTo(text);
    assertThat(LaneLayout.parse(layout.text())).isEqualTo(layout).hasSameHashCodeAs(layout);
  }

  @Test
  void theStoredTextSaysWhereATableIs() {
    LaneLayout layout = LaneLayout.of(4, "public\\.table_1.*:3; public\\.table_2.*:0");
    LaneLayout stored = LaneLayout.parse(layout.text());
    assertThat(tables("table_%d"))
        .allMatch(table -> stored.laneOf("public", table) == layout.laneOf("public", table));
  }

  @Test
  void otherPinsAreAnotherLayoutAndBlanksAreNot() {
    LaneLayout layout = LaneLayout.of(2, "public\\.a:0;public\\.b:1");
    assertThat(LaneLayout.of(2, " public\\.a:0 ;; public\\.b:1; ")).isEqualTo(layout);
    assertThat(LaneLayout.of(2, "public\\.b:1;public\\.a:0")).isNotEqualTo(layout);
    assertThat(LaneLayout.of(2, "public\\.a:0")).isNotEqualTo(layout);
    assertThat(LaneLayout.of(3, "public\\.a:0;public\\.b:1")).isNotEqualTo(layout);
  }

  @Test
  void aStoredTextThatDoesNotBeginWithANumberIsNone() {
    assertThatThrownBy(() -> LaneLayout.parse("two"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two");
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
    assertThatThrownBy(() -> LaneLayout.of(2, assignments))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lane.assignments");
    assertThatThrownBy(() -> LaneLayout.check(assignments, LaneLayout.MOST_LANES))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void aLaneThatTasksMaxDoesNotMakeIsRefused() {
    assertThatCode(() -> LaneLayout.check("public\\.a:1", 2)).doesNotThrowAnyException();
    assertThatThrownBy(() -> LaneLayout.check("public\\.b:0;public\\.a:2", 2))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("lane 2", "tasks.max=2", "lanes 0 to 1");
  }

  private static List<String> tables(String names) {
    return IntStream.range(0, TABLES).mapToObj(number -> String.format(names, number)).toList();
  }
}

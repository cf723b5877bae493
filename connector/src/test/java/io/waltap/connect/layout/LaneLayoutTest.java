/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.config.SlotNames;
import io.waltap.connect.pgoutput.TableId;
import java.util.List;
import java.util.stream.IntStream;
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
      tables[layout.laneOf(new TableId("public", table))]++;
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
      if (after.laneOf(new TableId("public", table)) == lanes) {
        moved++;
      } else {
        assertThat(after.laneOf(new TableId("public", table)))
            .isEqualTo(before.laneOf(new TableId("public", table)));
      }
    }
    assertThat(moved).isBetween(1, TABLES * 2 / (lanes + 1));
  }

  @Test
  void theSameNameInAnotherSchemaIsAnotherTable() {
    LaneLayout layout = LaneLayout.of(64, null);
    assertThat(tables("table_%d"))
        .anyMatch(
            table ->
                layout.laneOf(new TableId("public", table))
                    != layout.laneOf(new TableId("sales", table)));
  }

  @Test
  void aPinBringsATableToItsLaneAndTheFirstThatMatchesCounts() {
    LaneLayout layout = LaneLayout.of(4, "public\\.orders:3; public\\.o.*:2 ;sales\\.items:0");
    assertThat(layout.laneOf(new TableId("public", "orders"))).isEqualTo(3);
    assertThat(layout.laneOf(new TableId("public", "offers"))).isEqualTo(2);
    assertThat(layout.laneOf(new TableId("public", "Orders_old"))).isEqualTo(2);
    assertThat(layout.laneOf(new TableId("sales", "items"))).isZero();
  }

  @Test
  void aTableThatNoPinMatchesAsAWholeGoesByItsName() {
    LaneLayout hashed = LaneLayout.of(4, null);
    LaneLayout pinned = LaneLayout.of(4, "public\\.table:0;public\\.table:1;other\\..*:2");
    assertThat(tables("table_%d"))
        .allMatch(
            table ->
                pinned.laneOf(new TableId("public", table))
                    == hashed.laneOf(new TableId("public", table)));
  }

  // fewer tables than tasks make fewer lanes than the pins may name
  @Test
  void aPinToALaneThatThereIsNotIsPassedOver() {
    LaneLayout layout = LaneLayout.of(2, "public\\.a.*:3;public\\.a1:1");
    assertThat(layout.laneOf(new TableId("public", "a1"))).isEqualTo(1);
    assertThat(layout.laneOf(new TableId("public", "a2")))
        .isEqualTo(LaneLayout.of(2, null).laneOf(new TableId("public", "a2")));
  }

  @Test
  void oneLaneCarriesEverythingWhateverIsPinned() {
    LaneLayout layout = LaneLayout.of(1, "public\\.a:1");
    assertThat(layout).isEqualTo(LaneLayout.single());
    assertThat(layout.text()).isEqualTo("1");
    assertThat(layout.laneOf(new TableId("public", "a"))).isZero();
  }

  @Test
  void thereIsAtLeastOneLaneAndNotMoreThanAServerShouldServe() {
    assertThat(LaneLayout.of(0, null).lanes()).isEqualTo(1);
    assertThat(LaneLayout.of(1000, null).lanes()).isEqualTo(SlotNames.MOST_LANES);
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
        .allMatch(
            table ->
                stored.laneOf(new TableId("public", table))
                    == layout.laneOf(new TableId("public", table)));
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

  private static List<String> tables(String names) {
    return IntStream.range(0, TABLES).mapToObj(number -> String.format(names, number)).toList();
  }
}

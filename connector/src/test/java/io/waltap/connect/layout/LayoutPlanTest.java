/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.config.SlotNames;
import io.waltap.connect.position.LanePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the connector does next; the lanes' slots are s, s_1, s_2. */
class LayoutPlanTest {
  private static final String HANDOVER = SlotNames.handover("s", 2);
  private static final LaneLayout ONE = LaneLayout.single();
  private static final LaneLayout TWO = LaneLayout.of(2, null);
  private static final LaneLayout THREE = LaneLayout.of(3, null);

  // Epochs

  @Test
  void aLayoutThatIsStoredKeepsItsEpochAndAnotherIsTheNext() {
    LaneSlots lanes = lanes(Map.of("s", at(2, TWO), "s_1", at(2, TWO)), Map.of());

    assertThat(lanes.epochOf(TWO)).isEqualTo(2);
    assertThat(lanes.epochOf(THREE)).isEqualTo(3);
    assertThat(lanes.epochOf(ONE)).isEqualTo(3);
  }

  /** Tasks of a layout that was given up before any lane had stored it may still store it. */
  @Test
  void twoLayoutsDoNotShareAnEpoch() {
    LaneSlots lanes = lanes(Map.of("s", at(2, TWO), "s_1", at(2, THREE)), Map.of());

    assertThat(lanes.epochOf(TWO)).isEqualTo(3);
    assertThat(lanes.epochOf(THREE)).isEqualTo(3);
  }

  @Test
  void aConnectorThatAlwaysHadOneLaneIsAtEpochZero() {
    assertThat(lanes(Map.of(), Map.of()).epochOf(ONE)).isZero();
    assertThat(lanes(Map.of("s", first()), Map.of()).epochOf(ONE)).isZero();
    assertThat(lanes(Map.of("s", first()), Map.of()).epochOf(TWO)).isEqualTo(1);
  }

  @Test
  void onlyPositionsOfEarlierEpochsTellThatALayoutIsNotTheFirst() {
    assertThat(LaneSlots.firstLayout(Map.of(), 1)).isTrue();
    assertThat(LaneSlots.firstLayout(Map.of("s", at(1, TWO)), 1)).isTrue();
    assertThat(LaneSlots.firstLayout(Map.of("s", first()), 1)).isFalse();
  }

  @Test
  void aHandoverSlotTellsOfALayoutThatLanesMayHaveBeenGiven() {
    Map<String, LanePosition> stored = Map.of("s", at(1, TWO), "s_1", at(1, TWO));
    Map<String, Long> begun = Map.of("s", 120L, "s_1", 100L, HANDOVER, 100L);

    assertThat(lanes(stored, begun).epochOf(THREE)).isEqualTo(3);
    assertThat(lanes(stored, begun).epochOf(TWO)).as("the layout before it").isEqualTo(3);
    assertThat(lanes(Map.of("s", first()), begun).epochOf(ONE)).isEqualTo(3);
  }

  @Test
  void aHandoverSlotOfAnEpochThatIsStoredTellsNothingNew() {
    Map<String, LanePosition> stored = Map.of("s", at(2, TWO), "s_1", at(1, THREE));

    assertThat(lanes(stored, Map.of(HANDOVER, 100L)).epochOf(TWO)).isEqualTo(2);
  }

  @Test
  void aLayoutThatOvertakesAnotherTakesItsHandoverSlotOver() {
    LaneSlots begun = lanes(twoLanes(), Map.of("s", 120L, "s_1", 110L, HANDOVER, 100L));
    LaneSlots copied =
        lanes(
            twoLanes(),
            Map.of("s", 120L, "s_1", 110L, HANDOVER, 100L, SlotNames.handover("s", 3), 100L));

    assertThat(LayoutPlan.next(begun, THREE, 3, true)).isEqualTo(new LayoutPlan.Copy(HANDOVER));
    assertThat(LayoutPlan.next(copied, THREE, 3, true))
        .isEqualTo(new LayoutPlan.DropOvertaken(List.of(HANDOVER)));
  }

  // Nothing to change

  @Test
  void oneLaneThatAlwaysWasTheOnlyOneIsSettled() {
    assertThat(next(Map.of("s", first()), Map.of("s", 100L), ONE))
        .isEqualTo(new LayoutPlan.Settled());
  }

  @Test
  void lanesThatHaveAllArrivedAreSettled() {
    assertThat(
            next(Map.of("s", at(1, TWO), "s_1", at(1, TWO)), Map.of("s", 100L, "s_1", 120L), TWO))
        .isEqualTo(new LayoutPlan.Settled());
  }

  // The handover slot

  @Test
  void aFirstStartWithSeveralLanesMakesTheFirstSlot() {
    assertThat(LayoutPlan.next(lanes(Map.of(), Map.of()), TWO, 1, false))
        .isEqualTo(new LayoutPlan.MakeFirst("s"));
  }

  @Test
  void aFirstSlotIsCopiedWhoeverMadeIt() {
    assertThat(next(Map.of(), Map.of("s", 100L), TWO)).isEqualTo(new LayoutPlan.Copy("s"));
    assertThat(LayoutPlan.next(lanes(Map.of(), Map.of("s", 100L)), TWO, 1, false))
        .isEqualTo(new LayoutPlan.Copy("s"));
  }

  @Test
  void theSlotThatIsFurthestBehindIsCopied() {
    assertThat(next(twoLanes(), Map.of("s", 120L, "s_1", 100L), THREE))
        .isEqualTo(new LayoutPlan.Copy("s_1"));
  }

  @Test
  void positionsAreComparedUnsigned() {
    assertThat(next(twoLanes(), Map.of("s", -1L, "s_1", 100L), THREE))
        .isEqualTo(new LayoutPlan.Copy("s_1"));
    assertThat(next(twoLanes(), Map.of("s", -1L, "s_1", 100L, HANDOVER, -2L), THREE))
        .isEqualTo(new LayoutPlan.DropHandover());
  }

  @Test
  void slotsOfOthersAreNotCopied() {
    assertThat(next(twoLanes(), Map.of("s", 120L, "s_1", 100L, "s_5", 1L, "other", 2L), THREE))
        .isEqualTo(new LayoutPlan.Copy("s_1"));
  }

  @Test
  void aHandoverSlotAtOrBeforeAllSlotsIsReady() {
    assertThat(next(twoLanes(), Map.of("s", 120L, "s_1", 100L, HANDOVER, 100L), THREE))
        .isEqualTo(new LayoutPlan.Ready());
    assertThat(next(twoLanes(), Map.of("s", 120L, "s_1", 100L, HANDOVER, 99L), THREE))
        .isEqualTo(new LayoutPlan.Ready());
  }

  @Test
  void aHandoverSlotOfASlotThatMovedOnMeanwhileIsCopiedAgain() {
    assertThat(next(twoLanes(), Map.of("s", 120L, "s_1", 100L, HANDOVER, 101L), THREE))
        .isEqualTo(new LayoutPlan.DropHandover());
  }

  @Test
  void aLaneThatIsJustReplacingItsSlotDoesNotHinder() {
    assertThat(next(twoLanes(), Map.of("s", 120L, HANDOVER, 100L), THREE))
        .isEqualTo(new LayoutPlan.Ready());
    assertThat(next(twoLanes(), Map.of(HANDOVER, 100L), THREE)).isEqualTo(new LayoutPlan.Ready());
  }

  // Cleaning up

  @Test
  void nothingIsDroppedWhileALaneHasYetToArrive() {
    assertThat(
            next(
                Map.of("s", at(2, TWO), "s_1", at(1, THREE), "s_2", at(1, THREE)),
                Map.of("s", 120L, "s_1", 100L, "s_2", 110L, HANDOVER, 100L),
                TWO))
        .isEqualTo(new LayoutPlan.Ready());
  }

  @Test
  void onceAllHaveArrivedTheHandoverSlotAndTheSlotsOfLanesThatAreNoMoreGo() {
    assertThat(
            dropped(
                Map.of("s", at(2, TWO), "s_1", at(2, TWO), "s_2", at(1, THREE)),
                Map.of("s", 120L, "s_1", 100L, "s_2", 110L, HANDOVER, 100L)))
        .containsExactly("s_2", HANDOVER);
  }

  @Test
  void aSlotOfALaneThatNeverArrivedGoesWithTheHandoverSlotThatItIsACopyOf() {
    assertThat(
            dropped(
                Map.of("s", at(2, TWO), "s_1", at(2, TWO)),
                Map.of("s", 120L, "s_1", 130L, "s_2", 100L, "s_3", 101L, HANDOVER, 100L)))
        .containsExactly("s_2", HANDOVER);
  }

  @Test
  void aSlotThatThisConnectorNeverDeliveredFromIsNotDropped() {
    assertThat(
            next(
                Map.of("s", at(1, TWO), "s_1", at(1, TWO)),
                Map.of("s", 120L, "s_1", 100L, "s_2", 110L),
                TWO))
        .isEqualTo(new LayoutPlan.Settled());
  }

  // Gaps

  @Test
  void aMissingSlotOfTheLayoutUntilNowIsAGap() {
    assertThat(gap(next(twoLanes(), Map.of("s", 100L), THREE)))
        .contains("\"s_1\"", "tasks.max", "back to 2", "when_needed");
  }

  @Test
  void aMissingSlotOfALaneThatHasArrivedIsAGap() {
    assertThat(
            gap(
                next(
                    Map.of("s", at(2, THREE), "s_1", at(1, TWO)),
                    Map.of("s_1", 100L, "s_2", 100L),
                    THREE)))
        .contains("\"s\"");
  }

  @Test
  void aSlotOfALaneThatIsNoMoreIsNotMissed() {
    assertThat(
            next(
                Map.of("s", at(2, TWO), "s_1", at(2, TWO), "s_2", at(1, THREE)),
                Map.of("s", 100L, "s_1", 120L),
                THREE))
        .isEqualTo(new LayoutPlan.Copy("s"));
  }

  @Test
  void aMissingFirstSlotIsAGapIfAnythingWasDelivered() {
    assertThat(gap(next(Map.of(), Map.of(), TWO))).contains("\"s\"");
    assertThat(gap(next(Map.of("s", first()), Map.of(), TWO))).contains("\"s\"");
  }

  /** What goes until two lanes are settled, in this order. */
  private static List<String> dropped(Map<String, LanePosition> stored, Map<String, Long> slots) {
    List<String> dropped = new ArrayList<>();
    Map<String, Long> left = new HashMap<>(slots);
    while (next(stored, left, TWO) instanceof LayoutPlan.Drop drop) {
      dropped.addAll(drop.slots());
      left.keySet().removeAll(drop.slots());
    }
    assertThat(next(stored, left, TWO)).isEqualTo(new LayoutPlan.Settled());
    return dropped;
  }

  private static String gap(LayoutPlan next) {
    assertThat(next).isInstanceOf(LayoutPlan.Gap.class);
    return ((LayoutPlan.Gap) next).message();
  }

  private static LayoutPlan next(
      Map<String, LanePosition> stored, Map<String, Long> slots, LaneLayout wanted) {
    // the epoch that the connector gave to the layout before there was a handover slot
    long epoch = lanes(stored, Map.of()).epochOf(wanted);
    return LayoutPlan.next(lanes(stored, slots), wanted, epoch, true);
  }

  private static LaneSlots lanes(Map<String, LanePosition> stored, Map<String, Long> slots) {
    return new LaneSlots("s", stored, slots);
  }

  private static Map<String, LanePosition> twoLanes() {
    return Map.of("s", at(1, TWO), "s_1", at(1, TWO));
  }

  private static LanePosition at(long epoch, LaneLayout layout) {
    return new LanePosition(200, "sys", 1, epoch, layout.text());
  }

  /** As a connector stores it that never had more than one lane. */
  private static LanePosition first() {
    return new LanePosition(200, "sys", 1);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a lane does with its slot before it streams. The captured tables are a and b. */
class ArrivalPlanTest {
  private static final List<TableId> TABLES =
      List.of(new TableId("public", "a"), new TableId("public", "b"));

  /** Both tables in the first lane. */
  private static final LaneLayout TOGETHER =
      LaneLayout.of(2, "public\\.a:0;public\\.b:0;public\\.c:1");

  /** Table b in the second. */
  private static final LaneLayout APART =
      LaneLayout.of(2, "public\\.a:0;public\\.b:1;public\\.c:0");

  @Test
  void aConnectorThatAlwaysHadOneLaneKeepsItsSlot() {
    Lane only = new Lane(0, LaneLayout.single(), 0, "s");

    assertThat(next(only, Map.of(), Map.of("s", 100L))).isEqualTo(new ArrivalPlan.KeepSlot());
  }

  @Test
  void aLaneThatHasArrivedKeepsItsSlotWhereverItIs() {
    Lane lane = lane(0, TOGETHER);
    Map<String, LanePosition> arrived = Map.of("s", at(2, TOGETHER));

    assertThat(next(lane, arrived, Map.of("s", 900L))).isEqualTo(new ArrivalPlan.KeepSlot());
    assertThat(next(lane, arrived, slots(lane, 900, 100))).isEqualTo(new ArrivalPlan.KeepSlot());
  }

  @Test
  void aLaneWaitsUntilTheConnectorHasMadeTheHandoverSlot() {
    assertThat(next(lane(0, TOGETHER), Map.of("s", at(1, APART)), Map.of("s", 100L)))
        .isEqualTo(new ArrivalPlan.AwaitHandover());
    assertThat(next(lane(1, APART), Map.of(), Map.of("s", 100L)))
        .isEqualTo(new ArrivalPlan.AwaitHandover());
  }

  @Test
  void aLaneWithoutASlotCopiesTheHandoverSlot() {
    Lane lane = lane(1, APART);
    Map<String, Long> slots = Map.of("s", 120L, lane.handoverSlot(), 100L);

    assertThat(next(lane, Map.of("s", at(1, TOGETHER)), slots))
        .isEqualTo(new ArrivalPlan.CopyHandover());
    assertThat(next(lane, Map.of("s_1", at(1, TOGETHER)), slots))
        .as("interrupted between drop and copy")
        .isEqualTo(new ArrivalPlan.CopyHandover());
  }

  @Test
  void aSlotThatIsNotBeyondTheHandoverSlotHasEverythingThatTheLaneNeeds() {
    Lane lane = lane(0, TOGETHER);
    Map<String, LanePosition> before = Map.of("s", at(1, APART));

    assertThat(next(lane, before, slots(lane, 100, 100))).isEqualTo(new ArrivalPlan.KeepSlot());
    assertThat(next(lane, before, slots(lane, -2, -1)))
        .as("compared unsigned")
        .isEqualTo(new ArrivalPlan.KeepSlot());
  }

  @Test
  void aLaneThatOnlyLosesTablesKeepsItsSlot() {
    Lane lane = lane(0, APART);
    LanePosition onlyLane = new LanePosition(200, "sys", 1);

    assertThat(next(lane, Map.of("s", at(1, TOGETHER)), slots(lane, 120, 100)))
        .isEqualTo(new ArrivalPlan.KeepSlot());
    assertThat(next(lane, Map.of("s", onlyLane), slots(lane, 120, 100)))
        .isEqualTo(new ArrivalPlan.KeepSlot());
  }

  @Test
  void aLaneThatGainsATableDropsASlotThatHasGoneFurther() {
    Lane lane = lane(0, TOGETHER);
    Map<String, LanePosition> before = Map.of("s", at(1, APART));

    assertThat(next(lane, before, slots(lane, 120, 100))).isEqualTo(new ArrivalPlan.DropSlot());
    assertThat(next(lane, before, slots(lane, -1, 100)))
        .as("compared unsigned")
        .isEqualTo(new ArrivalPlan.DropSlot());
  }

  /** Its slot is where it was then, so it has all that other lanes have delivered since. */
  @Test
  void aLaneIsComparedWithWhatItCarriedWhenItLastStoredItsPosition() {
    Lane lane = new Lane(0, TOGETHER, 3, "s");
    Map<String, LanePosition> stored = Map.of("s", at(1, TOGETHER), "s_1", at(2, APART));

    assertThat(next(lane, stored, slots(lane, 120, 100))).isEqualTo(new ArrivalPlan.KeepSlot());
  }

  /** By the layouts the second lane gains c, which is not captured. */
  @Test
  void tablesThatAreNotCapturedDoNotCount() {
    Lane lane = lane(1, TOGETHER);

    assertThat(next(lane, Map.of("s_1", at(1, APART)), slots(lane, 120, 100)))
        .isEqualTo(new ArrivalPlan.KeepSlot());
  }

  @Test
  void aSlotOfTheLanesNameThatWasNeverOursIsLeftAlone() {
    Lane lane = lane(1, APART);

    assertThat(next(lane, Map.of(), slots(lane, 120, 100)))
        .isEqualTo(new ArrivalPlan.ForeignSlot());
  }

  @Test
  void theFirstSlotIsTheConnectorsByItsName() {
    Lane lane = lane(0, APART);

    assertThat(next(lane, Map.of(), slots(lane, 120, 100))).isEqualTo(new ArrivalPlan.DropSlot());
  }

  private static ArrivalPlan next(
      Lane lane, Map<String, LanePosition> stored, Map<String, Long> slots) {
    return ArrivalPlan.next(new LaneSlots("s", stored, slots), lane, TABLES);
  }

  /** In epoch 2. */
  private static Lane lane(int index, LaneLayout layout) {
    return new Lane(index, layout, 2, "s");
  }

  private static Map<String, Long> slots(Lane lane, long own, long handover) {
    return Map.of(lane.slot(), own, lane.handoverSlot(), handover);
  }

  private static LanePosition at(long epoch, LaneLayout layout) {
    return new LanePosition(200, "sys", 1, epoch, layout.text());
  }
}

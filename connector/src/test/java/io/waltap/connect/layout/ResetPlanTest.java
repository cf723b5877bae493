/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.config.SlotNames;
import io.waltap.connect.position.SourcePartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What a reset of the offsets does to the slots s, s_1 and s_2. */
class ResetPlanTest {
  private static final String HANDOVER = SlotNames.handover("s", 2);

  @Test
  void aConnectorWithOneLaneStaysAsItIs() {
    assertThat(reset(deleted("s"), Map.of("s", 100L))).isEmpty();
    assertThat(reset(deleted(), Map.of("s", 100L))).isEmpty();
  }

  @Test
  void theSlotsOfTheOtherLanesAreDropped() {
    assertThat(reset(deleted("s", "s_1", "s_2"), Map.of("s", 100L, "s_1", 100L, "s_2", 110L)))
        .contains(new ResetPlan(Optional.empty(), List.of("s_1", "s_2")));
  }

  @Test
  void theFirstBecomesACopyOfTheSlotThatIsFurthestBehindWhichGoesLast() {
    assertThat(reset(deleted("s", "s_1", "s_2"), Map.of("s", 120L, "s_1", 100L, "s_2", 110L)))
        .contains(new ResetPlan(Optional.of("s_1"), List.of("s_2", "s_1")));
  }

  @Test
  void positionsAreComparedUnsigned() {
    assertThat(reset(deleted("s", "s_1"), Map.of("s", -1L, "s_1", 100L)))
        .contains(new ResetPlan(Optional.of("s_1"), List.of("s_1")));
    assertThat(reset(deleted("s", "s_1"), Map.of("s", 100L, "s_1", -1L)))
        .contains(new ResetPlan(Optional.empty(), List.of("s_1")));
  }

  @Test
  void aResetThatWasInterruptedAfterTheFirstSlotWasDroppedGoesOn() {
    assertThat(reset(deleted("s", "s_1", "s_2"), Map.of("s_1", 120L, "s_2", 110L)))
        .contains(new ResetPlan(Optional.of("s_2"), List.of("s_1", "s_2")));
  }

  @Test
  void lanesThatHaveNoSlotNeedNone() {
    assertThat(reset(deleted("s", "s_1", "s_2"), Map.of("s", 100L, "s_2", 110L)))
        .contains(new ResetPlan(Optional.empty(), List.of("s_2")));
    assertThat(reset(deleted("s", "s_1"), Map.of()))
        .contains(new ResetPlan(Optional.empty(), List.of()));
  }

  @Test
  void aChangeOfLanesThatIsUnderWayIsAbandoned() {
    assertThat(reset(deleted("s", "s_1"), Map.of("s", 100L, "s_1", 110L, HANDOVER, 100L)))
        .get()
        .extracting(ResetPlan::drop)
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactlyInAnyOrder(HANDOVER, "s_1");
  }

  @Test
  void slotsOfOthersAreLeftAlone() {
    assertThat(reset(deleted("s", "s_1"), Map.of("s", 100L, "s_1", 110L, "s_2", 1L, "other", 1L)))
        .contains(new ResetPlan(Optional.empty(), List.of("s_1")));
  }

  @Test
  void partOfTheLanesCannotBeForgotten() {
    assertThatThrownBy(() -> reset(deleted("s_1"), Map.of("s", 100L, "s_1", 110L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("all at once");
  }

  @Test
  void aLaneCannotBeForgottenWhileATableIsMoved() {
    Map<Map<String, String>, Map<String, Object>> offsets = deleted("s", "s_1");
    offsets.put(SourcePartition.table("srv", "public.a"), Map.of("commit_lsn", 100L));

    assertThatThrownBy(() -> reset(offsets, Map.of("s", 100L, "s_1", 110L)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Optional<ResetPlan> reset(
      Map<Map<String, String>, Map<String, Object>> offsets, Map<String, Long> slots) {
    return ResetPlan.of("s", offsets, slots);
  }

  /** The offsets as DELETE has them: the lanes' and a table's. */
  private static Map<Map<String, String>, Map<String, Object>> deleted(String... slots) {
    Map<Map<String, String>, Map<String, Object>> offsets = new HashMap<>();
    offsets.put(SourcePartition.table("srv", "public.b"), null);
    for (String slot : slots) {
      offsets.put(SourcePartition.lane("srv", slot), null);
    }
    return offsets;
  }
}

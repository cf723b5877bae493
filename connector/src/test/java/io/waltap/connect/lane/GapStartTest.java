/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A start of a lane whose slot is gone, is ahead, or can no longer be read. */
class GapStartTest {
  @AutoClose private final StartWorld lane = new StartWorld();

  // Guards against: a crash between the lane's first position and the tables' markers, after which
  // nothing tells any more that changes are missing, so that tables are not read.
  @Test
  void afterAGapAllTablesAreStoredAsUnreadBeforeTheLanesFirstPosition() throws Exception {
    lane.given("snapshot.mode", "when_needed");
    lane.everythingIsStored();

    lane.start();
    assertThat(lane.delivered())
        .containsExactly(
            "public.a unread at 600",
            "public.b unread at 600",
            "public.c unread at 600",
            "slot at 600",
            "public.a row 1 unread at 600",
            "public.a row 2 read at 600",
            "public.b row 3 read at 600",
            "public.c read at 600");
  }

  @Test
  void aSlotThatIsGoneIsMadeAgain() throws Exception {
    lane.given("snapshot.mode", "when_needed");
    lane.everythingIsStored();

    assertThat(lane.start()).isPresent();
    assertThat(lane.server().done())
        .startsWith("slot is at 0", "make slot", "slot is at 600")
        .doesNotContain("drop slot");
  }

  @Test
  void aSlotThatCanNoLongerBeReadIsDroppedAndMadeAgain() throws Exception {
    lane.given("snapshot.mode", "when_needed");
    lane.server().invalidSlotAt(300);
    lane.everythingIsStored();

    assertThat(lane.start()).isPresent();
    assertThat(lane.server().done())
        .containsExactly(
            "drop slot",
            "slot is at 300",
            "make slot",
            "slot is at 600",
            "read public.a",
            "read public.b",
            "read public.c");
  }

  // Guards against: a slot that fails at each start, since its publication was gone for a while.
  @Test
  void aSlotThatCannotComeFurtherIsReplacedOnce() throws Exception {
    lane.given("snapshot.mode", "when_needed");
    lane.server().slotAt(300);
    lane.everythingIsStored();
    lane.start();
    lane.delivered();
    lane.slotIsStuck();

    assertThat(lane.start()).isPresent();
    assertThat(lane.server().done())
        .endsWith(
            "drop slot",
            "slot is at 300",
            "make slot",
            "slot is at 600",
            "read public.a",
            "read public.b",
            "read public.c");
    assertThat(lane.delivered())
        .startsWith(
            "public.a unread at 600",
            "public.b unread at 600",
            "public.c unread at 600",
            "slot at 600");
    lane.start();
    assertThat(lane.server().done()).as("the next start").containsOnlyOnce("drop slot");
  }

  @Test
  void aSlotThatCannotComeFurtherChangesNothingIfItMayNotBeReplaced() throws Exception {
    lane.given();
    lane.server().slotAt(300);
    lane.everythingIsStored();
    lane.start();
    lane.slotIsStuck();

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(GapException.class)
        .hasMessageContaining("The slot is stuck.");
    assertThat(lane.server().done()).doesNotContain("drop slot");
  }

  @Test
  void aSlotThatIsAheadIsUsed() throws Exception {
    lane.given("snapshot.mode", "when_needed");
    lane.server().slotAt(450);
    lane.everythingIsStored();

    assertThat(lane.start()).isPresent();
    assertThat(lane.server().done())
        .containsExactly(
            "slot is at 450",
            "make temporary slot",
            "stream until 600",
            "read public.a",
            "read public.b",
            "read public.c");
    assertThat(lane.delivered())
        .startsWith(
            "public.a unread at 450",
            "public.b unread at 450",
            "public.c unread at 450",
            "slot at 450");
  }

  @Test
  void aGapThatMayNotBeReadAgainChangesNothing() throws Exception {
    lane.given();
    lane.server().slotAt(450);
    lane.everythingIsStored();

    assertThatThrownBy(() -> lane.start()).isInstanceOf(GapException.class);
    assertThat(lane.server().done()).isEmpty();
    assertThat(lane.delivered()).isEmpty();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.layout.Lane;
import io.waltap.connect.layout.LaneLayout;
import java.sql.SQLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A start of one of several lanes, and of a lane of a later layout. */
class SeveralLanesStartTest {
  @AutoClose private final StartWorld lane = new StartWorld();

  @Test
  void aLaneOfALaterLayoutHoldsItsSlotBeforeItsFirstPosition() throws Exception {
    lane.given(new Lane(0, LaneLayout.single(), 1, "slot"));
    lane.server().slotAt(300);

    lane.start();
    assertThat(lane.server().done())
        .startsWith("slot is at 300", "require unmoved", "make temporary slot");
    assertThat(lane.delivered()).startsWith("slot at 300");
  }

  @Test
  void aSlotThatAnEarlierRunHasMovedMakesTheLaneStartAgain() throws Exception {
    lane.given(new Lane(0, LaneLayout.single(), 1, "slot"));
    lane.server().slotAt(300);
    lane.server().moved(true);

    assertThatThrownBy(() -> lane.start()).isInstanceOf(SQLException.class);
    assertThat(lane.delivered()).isEmpty();
    lane.server().moved(false);
    assertThat(lane.start()).isPresent();
    assertThat(lane.delivered()).startsWith("slot at 300");
  }

  @Test
  void aPositionOfAnotherSlotProvesNoGap() throws Exception {
    lane.given();
    lane.server().slotAt(450);
    lane.server().hasAnotherSlot();
    lane.everythingIsStored();

    assertThat(lane.start()).isPresent();
    assertThat(lane.delivered()).containsExactly("slot at 450");
  }
}

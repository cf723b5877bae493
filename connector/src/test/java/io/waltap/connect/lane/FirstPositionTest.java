/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.StartWorld.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A start with {@code start.position}. */
class FirstPositionTest {
  @AutoClose private final StartWorld lane = new StartWorld();

  @Test
  void tailStartsWhereTheSlotIs() throws Exception {
    lane.given("snapshot.mode", "no_data", "start.position", "earliest");
    lane.server().slotAt(300);

    lane.start();
    assertThat(lane.delivered()).containsExactly("slot at 300");
    assertThat(lane.table("a").cursor().position()).isNull();
  }

  @Test
  void headCountsWhatCommittedBeforeTheEndOfTheWalAsDelivered() throws Exception {
    lane.given("snapshot.mode", "no_data", "start.position", "latest");
    lane.server().slotAt(300);

    lane.start();
    assertThat(lane.delivered())
        .containsExactly(
            "(immediate messages) read at 500",
            "(messages) read at 500",
            "(transactions) read at 500",
            "public.a read at 500",
            "public.b read at 500",
            "public.c read at 500",
            "slot at 300");
    assertThat(lane.table("a").cursor().advance(499, 490)).isFalse();
    assertThat(lane.table("a").cursor().advance(501, 490)).isTrue();
  }

  @Test
  void anLsnCountsWhatCommittedBeforeItAsDelivered() throws Exception {
    lane.given("snapshot.mode", "no_data", "start.position", "0/190");
    lane.server().slotAt(300);

    lane.start();
    assertThat(lane.delivered()).contains("public.a read at 400", "(messages) read at 400");
  }

  @Test
  void aStartPositionAheadOfTheServerFails() {
    lane.given("snapshot.mode", "no_data", "start.position", "0/258");
    lane.server().slotAt(300);

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("0/258")
        .hasMessageContaining("ahead of the server")
        .hasMessageContaining("0/1F4");
  }

  @Test
  void aStartPositionThatTheSlotHasReleasedFails() {
    lane.given("snapshot.mode", "no_data", "start.position", "0/C8");
    lane.server().slotAt(300);

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("0/C8")
        .hasMessageContaining("0/12C")
        .hasMessageContaining("start.position=earliest");
  }

  @Test
  void aStartPositionBeforeASlotThatIsMadeNowFails() {
    lane.given("snapshot.mode", "no_data", "start.position", "0/190");

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("start.position=earliest");
  }

  // Guards against: a start.position that is corrected after a failure, and then has no effect.
  @Test
  void aStartPositionThatIsRefusedLeavesTheStartTheFirst() throws Exception {
    lane.given("snapshot.mode", "no_data", "start.position", "0/258");
    lane.server().slotAt(300);

    assertThatThrownBy(() -> lane.start()).isInstanceOf(ConnectException.class);
    assertThat(lane.delivered()).isEmpty();
  }

  @Test
  void aStartPositionCountsAtTheFirstStartOnly() throws Exception {
    lane.given("snapshot.mode", "no_data", "start.position", "latest");
    lane.server().slotAt(300);
    lane.everythingIsStored();

    lane.start();
    assertThat(lane.delivered()).containsExactly("slot at 300");
    assertThat(lane.table("a").cursor().position()).isEqualTo(read(200));
  }
}

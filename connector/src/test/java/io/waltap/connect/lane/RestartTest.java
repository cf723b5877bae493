/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.StartWorld.read;
import static io.waltap.connect.lane.StartWorld.unread;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A start of a lane that has delivered something, at a slot that has all that is missing. */
class RestartTest {
  @AutoClose private final StartWorld lane = new StartWorld();

  @Test
  void aRestartReadsOnlyTheTablesThatWereNotReadToTheEndAndWhileTheOthersStream() throws Exception {
    lane.given();
    lane.server().slotAt(300);
    lane.stored().lane("slot", 400);
    lane.stored().table("public.a", TablePosition.streamed(350, 340, 0));
    lane.stored().table("public.b", unread(200));
    lane.stored().table("public.c", read(200));

    lane.start();
    assertThat(lane.delivered()).containsExactly("slot at 300");
    assertThat(lane.admission().whileStreaming()).containsExactly("public.b");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("New", 1, "Streaming", 2));
    assertThat(lane.table("b").captured()).as("something of it was delivered").isTrue();
    assertThat(lane.table("a").cursor().position()).isEqualTo(TablePosition.streamed(350, 340, 0));
  }

  @Test
  void aRestartThatHasNothingToReadMakesNoSlot() throws Exception {
    lane.given();
    lane.server().slotAt(300);
    lane.everythingIsStored();

    lane.start();
    assertThat(lane.server().done()).containsExactly("slot is at 300");
    assertThat(lane.delivered()).containsExactly("slot at 300");
  }

  @Test
  void alwaysStoresTheTablesAsUnreadAndReadsThemAgain() throws Exception {
    lane.given("snapshot.mode", "always");
    lane.server().slotAt(300);
    lane.everythingIsStored();

    lane.start();
    assertThat(lane.delivered())
        .containsExactly(
            "public.a unread at 200",
            "public.b unread at 200",
            "public.c unread at 200",
            "slot at 300",
            "public.a row 1 unread at 600",
            "public.a row 2 read at 600",
            "public.b row 3 read at 600",
            "public.c read at 600");
  }

  @Test
  void anotherTableUnderTheNameIsReadAgainAndOthersStream() throws Exception {
    lane.given();
    lane.server().slotAt(300);
    lane.everythingIsStored();
    lane.stored()
        .store(
            SourcePartition.table("srv", "public.a"),
            TablePosition.streamed(350, 340, 0).toMap(new TableIdentity(77, Set.of(1))));

    assertThat(lane.start()).isPresent();
    assertThat(lane.admission().whileStreaming()).containsExactly("public.a");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("New", 1, "Streaming", 2));
  }

  @Test
  void aTableThatLeftAndReturnedWhileStoppedIsReadAgain() throws Exception {
    lane.given();
    lane.server().slotAt(300);
    lane.everythingIsStored();
    lane.stored()
        .store(
            SourcePartition.table("srv", "public.b"),
            TablePosition.streamed(350, 340, 0).toMap(new TableIdentity(2, Set.of(99))));

    assertThat(lane.start()).isPresent();
    assertThat(lane.admission().whileStreaming()).containsExactly("public.b");
    assertThat(lane.table("b").captured()).isTrue();
  }
}

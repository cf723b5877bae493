/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.StartWorld.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.database.SqlStates;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.database.TimelineHistory;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TableIdentity;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A start at another WAL than the one of the stored positions: a server that was restored, another
 * cluster, or a standby.
 */
class OtherLogStartTest {
  @AutoClose private final StartWorld lane = new StartWorld();

  @Test
  void aLogThatEndsBeforeWhatIsStoredChangesNothing() {
    lane.given();
    lane.server().slotAt(300);
    lane.everythingIsStored();
    lane.server().hasLog(new SystemIdentity("sys", 1, 350));

    assertThatThrownBy(() -> lane.start()).isInstanceOf(GapException.class);
    assertThat(lane.server().done()).isEmpty();
  }

  // Guards against: positions of the other log that stay stored for what is not read again, so that
  // changes are dropped until the log has come there.
  @Test
  void afterAGapNothingCountsAsDeliveredOfWhatIsNotReadAgain() throws Exception {
    lane.given("snapshot.mode", "when_needed", "snapshot.include.collection.list", "public\\.a");
    lane.server().slotAt(300);
    lane.everythingIsStored();
    lane.stored().table(SourcePartition.MESSAGES, read(390));
    lane.server().hasLog(new SystemIdentity("sys", 1, 350));

    lane.start();
    assertThat(lane.delivered())
        .startsWith(
            "(messages) read at 0",
            "public.b read at 0",
            "public.c read at 0",
            "public.a unread at 300",
            "slot at 300");
    assertThat(lane.table("b").cursor().position()).isEqualTo(read(0));
  }

  // Guards against: a gap that this run notices, and positions of the old log that are confirmed.
  @Test
  void aLogThatGoesBackBetweenTwoStartsIsAGapToo() throws Exception {
    lane.given();
    lane.start();
    lane.server().hasLog(new SystemIdentity("sys", 1, 550));

    assertThatThrownBy(() -> lane.start()).isInstanceOf(GapException.class);
  }

  // Guards against: positions of the other log that return when the start is interrupted.
  @Test
  void aGapThatIsHalfClosedIsClosedByTheNextStart() throws Exception {
    lane.given("snapshot.mode", "when_needed");
    lane.start();
    lane.delivered();
    lane.server().hasLog(new SystemIdentity("sys", 1, 550));
    lane.server().slotAt(500);
    lane.server().loseConnectionAt(lane.server().steps() + 7); // where the temporary slot is made

    assertThatThrownBy(() -> lane.start()).isInstanceOf(SQLException.class);
    assertThat(lane.start()).isPresent();
    assertThat(lane.delivered()).contains("public.a row 1 unread at 650", "slot at 500");
  }

  @Test
  void aLogThatLacksOnlyWhatHadNothingForTheLaneIsNoGap() throws Exception {
    lane.given();
    lane.server().slotAt(300);
    lane.everythingIsStored();
    lane.start();
    lane.delivered();
    lane.server().slotAt(240);
    lane.server().hasLog(new SystemIdentity("sys", 1, 250));

    assertThat(lane.start()).isPresent();
    assertThat(lane.delivered()).containsExactly("slot at 250");
  }

  @Test
  void anAcceptedClusterContinuesWhereItsSlotIsAndNothingIsRead() throws Exception {
    lane.given("accept.system.id", "77");
    lane.server().slotAt(450);
    lane.everythingIsStored();
    lane.server().hasLog(new SystemIdentity("77", 1, 500));

    assertThat(lane.start()).isPresent();
    assertThat(lane.server().done()).containsExactly("slot is at 450");
    List<SourceRecord> taken = lane.taken();
    assertThat(taken.stream().map(captured -> Delivered.by(captured).text()))
        .containsExactly(
            "public.a read at 450", "public.b read at 450", "public.c read at 450", "slot at 450");
    assertThat(LanePosition.fromMap(taken.get(3).sourceOffset()))
        .isEqualTo(new LanePosition(450, "77", 1));
    assertThat(lane.table("a").cursor().position()).isEqualTo(read(450));
  }

  // Guards against: all tables read again after pg_upgrade, which gives other OIDs to the rows of a
  // publication.
  @Test
  void anAcceptedClusterMayHaveOtherMemberships() throws Exception {
    lane.given("accept.system.id", "77");
    lane.server().slotAt(450);
    lane.everythingIsStored();
    lane.stored()
        .store(
            SourcePartition.table("srv", "public.a"),
            read(200).toMap(new TableIdentity(1, Set.of(99))));
    lane.server().hasLog(new SystemIdentity("77", 1, 500));

    assertThat(lane.start()).isPresent();
    assertThat(lane.server().done()).containsExactly("slot is at 450");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 3));
  }

  @Test
  void onlyTheClusterThatIsNamedIsAccepted() {
    lane.given("accept.system.id", "78");
    lane.server().slotAt(450);
    lane.everythingIsStored();
    lane.server().hasLog(new SystemIdentity("77", 1, 500));

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(GapException.class)
        .hasMessageContaining("accept.system.id=77");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStandbyThatLacksTheSlotOrTheWalIsWaitedFor(boolean slotExists) {
    lane.given();
    if (slotExists) {
      lane.server().slotAt(300);
    }
    lane.everythingIsStored();
    lane.server().hasLog(new SystemIdentity("sys", 1, 350, true, TimelineHistory.NONE));

    assertThatThrownBy(() -> lane.start())
        .isInstanceOfSatisfying(
            SQLException.class, failure -> assertThat(SqlStates.retriable(failure)).isTrue());
    assertThat(lane.server().done()).isEmpty();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.config.Problem;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.database.TimelineHistory;
import io.waltap.connect.layout.Lane;
import io.waltap.connect.layout.LaneLayout;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.TableLife.Waiting;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The start of a lane of the tables a (rows 1 and 2), b (row 3) and c (no rows). The server's WAL
 * ends at 500; the first slot that the lane makes is at 600, the next at 700.
 */
class LaneStartTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final List<String> TABLES = List.of("public.a", "public.b", "public.c");
  private final SQLException denied = new SQLException("permission denied", "42501");
  private final SQLException locked = new SQLException("lock timeout", "55P03");

  private final StoredOffsets stored = new StoredOffsets();
  private InMemoryServer server;
  private StartingLane lane;

  @AfterEach
  void close() {
    Thread.interrupted(); // a test that failed may have left it
    lane.close();
  }

  // MakeSlot

  @Test
  void aFirstStartMakesTheSlotAndReadsAllTablesFromItsSnapshot() throws Exception {
    given();

    assertThat(lane.start()).isPresent();
    assertThat(server.done())
        .containsExactly(
            "slot is at 0",
            "make slot",
            "slot is at 600",
            "read public.a",
            "read public.b",
            "read public.c");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 3));
  }

  @Test
  void theLanesFirstPositionGoesOutBeforeTheRows() throws Exception {
    given();

    lane.start();
    assertThat(lane.delivered())
        .containsExactly(
            "slot at 600",
            "public.a row 1 unread at 600",
            "public.a row 2 read at 600",
            "public.b row 3 read at 600",
            "public.c read at 600");
  }

  @Test
  void theLanesPositionNamesTheCluster() throws Exception {
    given();

    lane.start();
    assertThat(LanePosition.fromMap(lane.taken().get(0).sourceOffset()))
        .isEqualTo(new LanePosition(600, "sys", 1));
  }

  @Test
  void aTableThatWasReadContinuesAfterItsSnapshot() throws Exception {
    given();

    lane.start();
    assertThat(lane.table("a").cursor().position()).isEqualTo(read(600));
    assertThat(lane.table("c").cursor().position()).isEqualTo(read(600));
  }

  @Test
  void tablesCountAsBeingReadUntilTheReadingEnds() throws Exception {
    List<Object> during = new ArrayList<>();
    given();
    server.afterReading(
        () -> {
          during.add(lane.metrics().isSnapshotRunning());
          during.add(lane.metrics().getSnapshotTables());
        });

    lane.start();
    assertThat(during).containsExactly(true, 3);
    assertThat(lane.metrics().isSnapshotRunning()).isFalse();
    assertThat(lane.metrics().getSnapshotTablesLeft()).isZero();
  }

  // Guards against: tables that count as being read after the connection was lost.
  @Test
  void noTableIsBeingReadAfterASnapshotThatFailed() {
    given();
    server.afterReading(
        () -> {
          throw new IllegalStateException("the snapshot ended");
        });

    assertThatThrownBy(() -> lane.start()).isInstanceOf(IllegalStateException.class);
    assertThat(lane.metrics().isSnapshotRunning()).isFalse();
    assertThat(lane.metrics().getSnapshotTablesLeft()).isZero();
  }

  // Delays: only a pause ends by an interrupt here

  @Test
  void theSnapshotDelayIsBeforeTheFirstQuestion() {
    given("snapshot.delay.ms", "3600000");
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> lane.start()).isInstanceOf(InterruptedException.class);
    assertThat(server.steps()).isZero();
  }

  @Test
  void theStreamingDelayIsAfterTheRows() throws Exception {
    given("streaming.delay.ms", "3600000");
    server.afterReading(() -> Thread.currentThread().interrupt());

    assertThatThrownBy(() -> lane.start()).isInstanceOf(InterruptedException.class);
    assertThat(lane.delivered()).endsWith("public.c read at 600");
  }

  // UseSlot

  @Test
  void aSlotThatIsThereIsStreamedUpToTheSnapshotBeforeTheRowsAreRead() throws Exception {
    given();
    server.slotAt(300);

    assertThat(lane.start()).isPresent();
    assertThat(server.done())
        .containsExactly(
            "slot is at 300",
            "make temporary slot",
            "stream until 600",
            "read public.a",
            "read public.b",
            "read public.c");
    assertThat(lane.delivered()).startsWith("slot at 300", "public.a row 1 unread at 600");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 3));
  }

  @Test
  void aRestartReadsOnlyTheTablesThatWereNotReadToTheEndAndWhileTheOthersStream() throws Exception {
    given();
    server.slotAt(300);
    stored.lane("slot", 400);
    stored.table("public.a", TablePosition.streamed(350, 340, 0));
    stored.table("public.b", unread(200));
    stored.table("public.c", read(200));

    lane.start();
    assertThat(lane.delivered()).containsExactly("slot at 300");
    assertThat(lane.admission().whileStreaming()).containsExactly("public.b");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("New", 1, "Streaming", 2));
    assertThat(lane.table("b").captured()).as("something of it was delivered").isTrue();
    assertThat(lane.table("a").cursor().position()).isEqualTo(TablePosition.streamed(350, 340, 0));
  }

  @Test
  void aRestartThatHasNothingToReadMakesNoSlot() throws Exception {
    given();
    server.slotAt(300);
    everythingIsStored();

    lane.start();
    assertThat(server.done()).containsExactly("slot is at 300");
    assertThat(lane.delivered()).containsExactly("slot at 300");
  }

  @Test
  void noDataReadsNothing() throws Exception {
    given("snapshot.mode", "no_data");

    lane.start();
    assertThat(server.done()).containsExactly("slot is at 0", "make slot", "slot is at 600");
    assertThat(lane.delivered()).containsExactly("slot at 600");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 3));
  }

  @Test
  void alwaysStoresTheTablesAsUnreadAndReadsThemAgain() throws Exception {
    given("snapshot.mode", "always");
    server.slotAt(300);
    everythingIsStored();

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
  void aTableOutsideOfTheSnapshotListStreamsWithoutBeingRead() throws Exception {
    given("snapshot.include.collection.list", "public\\.a");

    lane.start();
    assertThat(lane.delivered())
        .containsExactly(
            "slot at 600", "public.a row 1 unread at 600", "public.a row 2 read at 600");
    assertThat(lane.table("b").life()).isEqualTo(Streaming.INSTANCE);
    assertThat(lane.table("b").cursor().position()).isNull();
  }

  // ReadAgain

  // Guards against: a crash between the lane's first position and the tables' markers, after which
  // nothing tells any more that changes are missing, so that tables are not read.
  @Test
  void afterAGapAllTablesAreStoredAsUnreadBeforeTheLanesFirstPosition() throws Exception {
    given("snapshot.mode", "when_needed");
    everythingIsStored();

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
    given("snapshot.mode", "when_needed");
    everythingIsStored();

    assertThat(lane.start()).isPresent();
    assertThat(server.done())
        .startsWith("slot is at 0", "make slot", "slot is at 600")
        .doesNotContain("drop slot");
  }

  @Test
  void aSlotThatCanNoLongerBeReadIsDroppedAndMadeAgain() throws Exception {
    given("snapshot.mode", "when_needed");
    server.invalidSlotAt(300);
    everythingIsStored();

    assertThat(lane.start()).isPresent();
    assertThat(server.done())
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
    given("snapshot.mode", "when_needed");
    server.slotAt(300);
    everythingIsStored();
    lane.start();
    lane.delivered();
    lane.slotIsStuck();

    assertThat(lane.start()).isPresent();
    assertThat(server.done())
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
    assertThat(server.done()).as("the next start").containsOnlyOnce("drop slot");
  }

  @Test
  void aSlotThatCannotComeFurtherChangesNothingIfItMayNotBeReplaced() throws Exception {
    given();
    server.slotAt(300);
    everythingIsStored();
    lane.start();
    lane.slotIsStuck();

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(GapException.class)
        .hasMessageContaining("The slot is stuck.");
    assertThat(server.done()).doesNotContain("drop slot");
  }

  // Guards against: changes of two tables in one topic.
  @Test
  void ofTwoTablesWithOneTopicTheSecondWaits() throws Exception {
    given();
    server.publish(4, "a#", 5);
    server.publish(5, "a$", 6);

    lane.start();
    assertThat(lane.table("a#").life()).isEqualTo(Streaming.INSTANCE);
    assertThat(lane.table("a$").life()).isInstanceOf(Waiting.class);
    assertThat(server.done()).contains("read public.a#").doesNotContain("read public.a$");
  }

  @Test
  void aTableThatIsDeliveredAlreadyKeepsItsTopic() throws Exception {
    given();
    server.publish(4, "a#", 5);
    server.publish(5, "a$", 6);
    server.slotAt(300);
    everythingIsStored();
    stored.table("public.a$", read(200));

    lane.start();
    assertThat(lane.table("a$").life()).isEqualTo(Streaming.INSTANCE);
    assertThat(lane.table("a#").life()).isInstanceOf(Waiting.class);
  }

  // Guards against: changes that are skipped from now on, and a position that says otherwise.
  @Test
  void aTableThatWasDeliveredAndMustWaitForItsTopicIsStoredAsUnread() throws Exception {
    given();
    server.publish(4, "a#", 5);
    server.publish(5, "a$", 6);
    server.slotAt(300);
    everythingIsStored();
    stored.table("public.a#", read(200));
    stored.table("public.a$", read(200));

    lane.start();
    assertThat(lane.table("a$").life()).isInstanceOf(Waiting.class);
    assertThat(lane.delivered())
        .anySatisfy(text -> assertThat(text).startsWith("public.a$ unread"))
        .noneSatisfy(text -> assertThat(text).startsWith("public.a# unread"));
  }

  @Test
  void aSlotThatIsAheadIsUsed() throws Exception {
    given("snapshot.mode", "when_needed");
    server.slotAt(450);
    everythingIsStored();

    assertThat(lane.start()).isPresent();
    assertThat(server.done())
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
    given();
    server.slotAt(450);
    everythingIsStored();

    assertThatThrownBy(() -> lane.start()).isInstanceOf(GapException.class);
    assertThat(server.done()).isEmpty();
    assertThat(lane.delivered()).isEmpty();
  }

  // Another log

  @Test
  void aLogThatEndsBeforeWhatIsStoredChangesNothing() {
    given();
    server.slotAt(300);
    everythingIsStored();
    server.hasLog(new SystemIdentity("sys", 1, 350));

    assertThatThrownBy(() -> lane.start()).isInstanceOf(GapException.class);
    assertThat(server.done()).isEmpty();
  }

  // Guards against: positions of the other log that stay stored for what is not read again, so that
  // changes are dropped until the log has come there.
  @Test
  void afterAGapNothingCountsAsDeliveredOfWhatIsNotReadAgain() throws Exception {
    given("snapshot.mode", "when_needed", "snapshot.include.collection.list", "public\\.a");
    server.slotAt(300);
    everythingIsStored();
    stored.table(SourcePartition.MESSAGES, read(390));
    server.hasLog(new SystemIdentity("sys", 1, 350));

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
    given();
    lane.start();
    server.hasLog(new SystemIdentity("sys", 1, 550));

    assertThatThrownBy(() -> lane.start()).isInstanceOf(GapException.class);
  }

  // Guards against: positions of the other log that return when the start is interrupted.
  @Test
  void aGapThatIsHalfClosedIsClosedByTheNextStart() throws Exception {
    given("snapshot.mode", "when_needed");
    lane.start();
    lane.delivered();
    server.hasLog(new SystemIdentity("sys", 1, 550));
    server.slotAt(500);
    server.loseConnectionAt(server.steps() + 7); // where the temporary slot is made

    assertThatThrownBy(() -> lane.start()).isInstanceOf(SQLException.class);
    assertThat(lane.start()).isPresent();
    assertThat(lane.delivered()).contains("public.a row 1 unread at 650", "slot at 500");
  }

  @Test
  void aLogThatLacksOnlyWhatHadNothingForTheLaneIsNoGap() throws Exception {
    given();
    server.slotAt(300);
    everythingIsStored();
    lane.start();
    lane.delivered();
    server.slotAt(240);
    server.hasLog(new SystemIdentity("sys", 1, 250));

    assertThat(lane.start()).isPresent();
    assertThat(lane.delivered()).containsExactly("slot at 250");
  }

  @Test
  void anAcceptedClusterContinuesWhereItsSlotIsAndNothingIsRead() throws Exception {
    given("accept.system.id", "77");
    server.slotAt(450);
    everythingIsStored();
    server.hasLog(new SystemIdentity("77", 1, 500));

    assertThat(lane.start()).isPresent();
    assertThat(server.done()).containsExactly("slot is at 450");
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
    given("accept.system.id", "77");
    server.slotAt(450);
    everythingIsStored();
    stored.store(
        SourcePartition.table("srv", "public.a"),
        read(200).toMap(new TableIdentity(1, Set.of(99))));
    server.hasLog(new SystemIdentity("77", 1, 500));

    assertThat(lane.start()).isPresent();
    assertThat(server.done()).containsExactly("slot is at 450");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 3));
  }

  @Test
  void anotherTableUnderTheNameIsReadAgainAndOthersStream() throws Exception {
    given();
    server.slotAt(300);
    everythingIsStored();
    stored.store(
        SourcePartition.table("srv", "public.a"),
        TablePosition.streamed(350, 340, 0).toMap(new TableIdentity(77, Set.of(1))));

    assertThat(lane.start()).isPresent();
    assertThat(lane.admission().whileStreaming()).containsExactly("public.a");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("New", 1, "Streaming", 2));
  }

  @Test
  void aTableThatLeftAndReturnedWhileStoppedIsReadAgain() throws Exception {
    given();
    server.slotAt(300);
    everythingIsStored();
    stored.store(
        SourcePartition.table("srv", "public.b"),
        TablePosition.streamed(350, 340, 0).toMap(new TableIdentity(2, Set.of(99))));

    assertThat(lane.start()).isPresent();
    assertThat(lane.admission().whileStreaming()).containsExactly("public.b");
    assertThat(lane.table("b").captured()).isTrue();
  }

  @Test
  void onlyTheClusterThatIsNamedIsAccepted() {
    given("accept.system.id", "78");
    server.slotAt(450);
    everythingIsStored();
    server.hasLog(new SystemIdentity("77", 1, 500));

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(GapException.class)
        .hasMessageContaining("accept.system.id=77");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStandbyThatLacksTheSlotOrTheWalIsWaitedFor(boolean slotExists) {
    given();
    if (slotExists) {
      server.slotAt(300);
    }
    everythingIsStored();
    server.hasLog(new SystemIdentity("sys", 1, 350, true, TimelineHistory.NONE));

    assertThatThrownBy(() -> lane.start())
        .isInstanceOfSatisfying(
            SQLException.class, failure -> assertThat(SqlStates.retriable(failure)).isTrue());
    assertThat(server.done()).isEmpty();
  }

  // SnapshotOnly

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void initialOnlyReadsTheTablesAndDoesNotStream(boolean slotExists) throws Exception {
    given("snapshot.mode", "initial_only");
    if (slotExists) {
      server.slotAt(300);
    }

    assertThat(lane.start()).isEmpty();
    assertThat(server.done())
        .containsExactly(
            slotExists ? "slot is at 300" : "slot is at 0",
            "make temporary slot",
            "read public.a",
            "read public.b",
            "read public.c");
    assertThat(lane.delivered())
        .containsExactly(
            "public.a row 1 unread at 600",
            "public.a row 2 read at 600",
            "public.b row 3 read at 600",
            "public.c read at 600");
  }

  // In chunks

  @Test
  void aTableThatIsReadInChunksIsNotReadBeforeTheStream() throws Exception {
    given();
    lane.admission().suits("public.a");

    lane.start();
    assertThat(lane.table("a").life()).isEqualTo(Snapshotting.inChunks(null));
    assertThat(lane.admission().inChunks()).containsExactly("public.a");
    assertThat(lane.delivered())
        .containsExactly("slot at 600", "public.b row 3 read at 600", "public.c read at 600");
  }

  @Test
  void chunksContinueAfterTheKeyThatWasDeliveredLast() throws Exception {
    given();
    server.slotAt(300);
    everythingIsStored();
    stored.table("public.a", unread(200).within("[\"1\"]"));
    lane.admission().suits("public.a");

    lane.start();
    assertThat(lane.table("a").life()).isEqualTo(Snapshotting.inChunks("[\"1\"]"));
  }

  @Test
  void afterAGapChunksBeginAgain() throws Exception {
    given("snapshot.mode", "when_needed");
    everythingIsStored();
    stored.table("public.a", unread(200).within("[\"1\"]"));
    lane.admission().suits("public.a");

    lane.start();
    assertThat(lane.table("a").life()).isEqualTo(Snapshotting.inChunks(null));
  }

  // Guards against: a link that is lost before the first chunk, so that the chunks continue after
  // the key of before the gap.
  @Test
  void afterAGapTheKeyOfBeforeIsNotStoredAnyMore() throws Exception {
    given("snapshot.mode", "when_needed");
    everythingIsStored();
    stored.table("public.a", unread(200).within("[\"1\"]"));
    lane.admission().suits("public.a");

    lane.start();
    stored.storeAll(lane.taken());
    assertThat(stored.table("public.a")).isEqualTo(unread(600));
    lane.start();
    assertThat(lane.table("a").life()).isEqualTo(Snapshotting.inChunks(null));
  }

  @Test
  void whereNothingStreamsNoTableIsReadInChunks() throws Exception {
    given("snapshot.mode", "initial_only");
    lane.admission().suits("public.a");

    lane.start();
    assertThat(lane.admission().inChunks()).isEmpty();
    assertThat(lane.table("a").life()).isEqualTo(Streaming.INSTANCE);
  }

  // start.position

  @Test
  void tailStartsWhereTheSlotIs() throws Exception {
    given("snapshot.mode", "no_data", "start.position", "earliest");
    server.slotAt(300);

    lane.start();
    assertThat(lane.delivered()).containsExactly("slot at 300");
    assertThat(lane.table("a").cursor().position()).isNull();
  }

  @Test
  void headCountsWhatCommittedBeforeTheEndOfTheWalAsDelivered() throws Exception {
    given("snapshot.mode", "no_data", "start.position", "latest");
    server.slotAt(300);

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
    given("snapshot.mode", "no_data", "start.position", "0/190");
    server.slotAt(300);

    lane.start();
    assertThat(lane.delivered()).contains("public.a read at 400", "(messages) read at 400");
  }

  @Test
  void aStartPositionAheadOfTheServerFails() {
    given("snapshot.mode", "no_data", "start.position", "0/258");
    server.slotAt(300);

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("0/258")
        .hasMessageContaining("ahead of the server")
        .hasMessageContaining("0/1F4");
  }

  @Test
  void aStartPositionThatTheSlotHasReleasedFails() {
    given("snapshot.mode", "no_data", "start.position", "0/C8");
    server.slotAt(300);

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("0/C8")
        .hasMessageContaining("0/12C")
        .hasMessageContaining("start.position=earliest");
  }

  @Test
  void aStartPositionBeforeASlotThatIsMadeNowFails() {
    given("snapshot.mode", "no_data", "start.position", "0/190");

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("start.position=earliest");
  }

  // Guards against: a start.position that is corrected after a failure, and then has no effect.
  @Test
  void aStartPositionThatIsRefusedLeavesTheStartTheFirst() throws Exception {
    given("snapshot.mode", "no_data", "start.position", "0/258");
    server.slotAt(300);

    assertThatThrownBy(() -> lane.start()).isInstanceOf(ConnectException.class);
    assertThat(lane.delivered()).isEmpty();
  }

  @Test
  void aStartPositionCountsAtTheFirstStartOnly() throws Exception {
    given("snapshot.mode", "no_data", "start.position", "latest");
    server.slotAt(300);
    everythingIsStored();

    lane.start();
    assertThat(lane.delivered()).containsExactly("slot at 300");
    assertThat(lane.table("a").cursor().position()).isEqualTo(read(200));
  }

  // Debezium's offset

  @Test
  void debeziumsOffsetIsStoredForEachTableBeforeTheLanesFirstPosition() throws Exception {
    given();
    server.slotAt(300);
    debeziumHasStored(Map.of("lsn", 390L, "lsn_commit", 380L, "messageType", "COMMIT"));

    assertThat(lane.start()).isPresent();
    assertThat(lane.delivered())
        .containsExactlyInAnyOrder(
            "public.a read at 380", "public.b read at 380", "public.c read at 380", "slot at 300")
        .endsWith("slot at 300");
    assertThat(server.done()).containsExactly("slot is at 300");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 3));
    assertThat(lane.table("a").cursor().position()).isEqualTo(read(380));
  }

  @Test
  void theNextStartDoesNotNeedDebeziumsOffset() throws Exception {
    given();
    server.slotAt(300);
    debeziumHasStored(Map.of("lsn", 390L, "lsn_commit", 380L, "messageType", "COMMIT"));
    lane.start();
    stored.storeAll(lane.taken());
    lane.close();

    lane = new StartingLane(new TestTable(), Lane.single("slot"), server, stored);
    lane.start();
    assertThat(lane.delivered()).containsExactly("slot at 300");
    assertThat(lane.table("a").cursor().position()).isEqualTo(read(380));
  }

  @Test
  void aTableThatHasAPositionOfItsOwnKeepsIt() throws Exception {
    given();
    server.slotAt(300);
    debeziumHasStored(Map.of("lsn", 390L, "lsn_commit", 380L, "messageType", "COMMIT"));
    stored.table("public.a", read(385));

    lane.start();
    assertThat(lane.delivered()).doesNotContain("public.a read at 380");
    assertThat(lane.table("a").cursor().position()).isEqualTo(read(385));
  }

  @Test
  void aSnapshotThatDebeziumDidNotFinishIsReadFromTheBeginning() throws Exception {
    given();
    server.slotAt(300);
    debeziumHasStored(Map.of("lsn", 390L, "snapshot", true, "snapshot_completed", false));

    lane.start();
    assertThat(lane.delivered())
        .containsExactly(
            "slot at 300",
            "public.a row 1 unread at 600",
            "public.a row 2 read at 600",
            "public.b row 3 read at 600",
            "public.c read at 600");
  }

  // The start again, in the same run

  @Test
  void tablesThatWaitedAreReadByTheRepeatedStart() throws Exception {
    given();
    lane.start();
    lane.delivered();
    server.publish(4, "d", 4);
    TableEntry late = waiting(4, "d");

    assertThat(lane.start()).isPresent();
    assertThat(lane.admission().whileStreaming()).containsExactly("public.d");
    assertThat(late.life()).isEqualTo(new New(0, true));
    assertThat(lane.delivered()).isEmpty();
  }

  @Test
  void whatIsBeingReadIsGivenUpByTheRepeatedStart() throws Exception {
    given();
    lane.start();
    assertThat(lane.admission().givenUp()).isZero();

    lane.start();
    assertThat(lane.admission().givenUp()).isEqualTo(1);
  }

  @Test
  void aTableThatWaitedAndIsNotPublishedAnyMoreIsGone() throws Exception {
    given();
    lane.start();
    TableEntry late = waiting(4, "d");

    lane.start();
    assertThat(late.life()).isEqualTo(new Gone(600, true, false));
  }

  @Test
  void whatThisRunHasDeliveredIsNotReadAgainEvenIfConnectHasNotStoredIt() throws Exception {
    given();
    lane.start();
    lane.delivered();

    lane.start();
    assertThat(lane.delivered()).isEmpty();
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 3));
  }

  // Tables that cannot be read

  @Test
  void aTableThatCannotBeReadWaitsAndTheOthersStream() throws Exception {
    given();
    server.refuse("public.b", denied);

    assertThat(lane.start()).isPresent();
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 2, "Waiting", 1));
    assertThat(lane.table("b").captured()).as("nothing of it was delivered").isFalse();
  }

  @Test
  void aFirstStartThatCanReadNothingFails() {
    given();
    TABLES.forEach(table -> server.refuse(table, denied));

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("3 of 3 tables")
        .hasMessageContaining("GRANT SELECT ON");
  }

  // Guards against: a task that fails for good, since its only table was locked for some seconds.
  @Test
  void aFirstStartThatFindsAllTablesLockedIsRepeated() {
    given();
    TABLES.forEach(table -> server.refuse(table, locked));

    assertThatThrownBy(() -> lane.start()).isSameAs(locked);
  }

  // Guards against: a snapshot that is said to be complete, without a table that nothing reads.
  @Test
  void withoutAStreamEveryTableMustBeRead() {
    given("snapshot.mode", "initial_only");
    server.refuse("public.b", denied);

    assertThatThrownBy(() -> lane.start())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("1 of 3 tables")
        .hasMessageContaining("public.b");
  }

  // Several lanes

  @Test
  void aLaneOfALaterLayoutHoldsItsSlotBeforeItsFirstPosition() throws Exception {
    given(new Lane(0, LaneLayout.single(), 1, "slot"));
    server.slotAt(300);

    lane.start();
    assertThat(server.done())
        .startsWith("slot is at 300", "require unmoved", "make temporary slot");
    assertThat(lane.delivered()).startsWith("slot at 300");
  }

  @Test
  void aSlotThatAnEarlierRunHasMovedMakesTheLaneStartAgain() throws Exception {
    given(new Lane(0, LaneLayout.single(), 1, "slot"));
    server.slotAt(300);
    server.moved(true);

    assertThatThrownBy(() -> lane.start()).isInstanceOf(SQLException.class);
    assertThat(lane.delivered()).isEmpty();
    server.moved(false);
    assertThat(lane.start()).isPresent();
    assertThat(lane.delivered()).startsWith("slot at 300");
  }

  @Test
  void aPositionOfAnotherSlotProvesNoGap() throws Exception {
    given();
    server.slotAt(450);
    server.hasAnotherSlot();
    everythingIsStored();

    assertThat(lane.start()).isPresent();
    assertThat(lane.delivered()).containsExactly("slot at 450");
  }

  private void given(String... properties) {
    given(Lane.single("slot"), properties);
  }

  /** The server's tables, and a lane with these properties: key, value, key, value... */
  private void given(Lane which, String... properties) {
    TestTable test = new TestTable(properties);
    server = new InMemoryServer(test);
    server.publish(1, "a", 1, 2);
    server.publish(2, "b", 3);
    server.publish(3, "c");
    lane = new StartingLane(test, which, server, stored);
  }

  /** The lane has delivered up to 400, and the tables were read at 200. */
  private void everythingIsStored() {
    stored.lane("slot", 400);
    stored.table("public.a", read(200));
    stored.table("public.b", read(200));
    stored.table("public.c", read(200));
  }

  private void debeziumHasStored(Map<String, Object> offset) {
    stored.store(SourcePartition.debezium("srv"), offset);
  }

  /** A table that was found while the lane streamed, and whose reading has failed. */
  private TableEntry waiting(int oid, String name) {
    TableEntry entry =
        lane.tables().add(oid, new TableId("public", name), Membership.UNKNOWN, new New(600));
    Problem interrupted = Problem.error("table.include.list", "it was interrupted");
    lane.tables().become(entry, new Waiting(interrupted, NOON, NOON, 1, 600));
    return entry;
  }

  private static TablePosition read(long lsn) {
    return TablePosition.snapshot(true, lsn);
  }

  private static TablePosition unread(long lsn) {
    return TablePosition.snapshot(false, lsn);
  }
}

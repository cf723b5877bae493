/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.database.TimelineHistory;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TablePosition;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StartPlanTest {
  private static final SystemIdentity SERVER =
      new SystemIdentity("sys", 2, 500, false, new TimelineHistory(Map.of(1, 300L)));
  private static final StoredPositions NOTHING = new StoredPositions(Optional.empty(), Map.of());
  private static final Set<TableId> TABLES =
      Set.of(new TableId("public", "a"), new TableId("public", "b"));

  @Test
  void aFirstStartMakesTheSlotAndReadsAllTables() {
    assertThat(plan(NOTHING, Optional.empty(), SnapshotMode.INITIAL))
        .isEqualTo(new StartPlan.MakeSlot(TABLES));
  }

  @Test
  void aSlotThatIsThereIsUsedAndTheTablesAreRead() {
    assertThat(plan(NOTHING, slotAt(100), SnapshotMode.INITIAL))
        .isEqualTo(new StartPlan.UseSlot(TABLES));
  }

  @Test
  void aRestartReadsOnlyWhatWasNotReadToTheEnd() {
    StoredPositions stored =
        stored(
            100,
            Map.of(
                "public.a", TablePosition.streamed(90, 80, 0),
                "public.b", TablePosition.snapshot(false, 50)));

    assertThat(plan(stored, slotAt(90), SnapshotMode.INITIAL).tables())
        .containsExactly(new TableId("public", "b"));
  }

  @Test
  void noDataReadsNothingAndAlwaysReadsEverything() {
    StoredPositions stored = stored(100, Map.of("public.a", TablePosition.snapshot(true, 50)));

    assertThat(plan(stored, slotAt(90), SnapshotMode.NO_DATA).tables()).isEmpty();
    assertThat(plan(stored, slotAt(90), SnapshotMode.ALWAYS).tables()).isEqualTo(TABLES);
  }

  @Test
  void initialOnlyLeavesNoSlotBehindThatNobodyReads() {
    assertThat(plan(NOTHING, Optional.empty(), SnapshotMode.INITIAL_ONLY))
        .isEqualTo(new StartPlan.SnapshotOnly(TABLES));
  }

  @Test
  void aSlotBehindTheStoredPositionIsWhatEveryCrashLeaves() {
    StoredPositions stored = stored(100, completed());

    assertThat(plan(stored, slotAt(1), SnapshotMode.INITIAL).tables()).isEmpty();
    assertThat(plan(stored, slotAt(100), SnapshotMode.INITIAL).tables()).isEmpty();
  }

  @Test
  void aSlotAheadOfTheStoredPositionIsAGap() {
    assertThatThrownBy(() -> plan(stored(100, completed()), slotAt(101), SnapshotMode.INITIAL))
        .isInstanceOf(GapException.class)
        .hasMessageContaining("0/65")
        .hasMessageContaining("0/64")
        .hasMessageContaining("when_needed");
  }

  @Test
  void positionsAreComparedUnsigned() {
    SystemIdentity late = new SystemIdentity("sys", 2, -1);
    assertThat(plan(stored(-1, completed()), slotAt(100), late, SnapshotMode.INITIAL).streams())
        .isTrue();
    assertThatThrownBy(() -> plan(stored(100, completed()), slotAt(-1), SnapshotMode.INITIAL))
        .isInstanceOf(GapException.class);
  }

  @Test
  void aMissingSlotIsAGapOnceAnythingWasDelivered() {
    assertThatThrownBy(() -> plan(stored(100, completed()), Optional.empty(), SnapshotMode.INITIAL))
        .isInstanceOf(GapException.class)
        .hasMessageContaining("is gone");
  }

  @Test
  void anInvalidatedSlotIsAGapEvenAtTheFirstStart() {
    assertThatThrownBy(() -> plan(NOTHING, slot(100, true), SnapshotMode.INITIAL))
        .isInstanceOf(GapException.class)
        .hasMessageContaining("wal_removed");
  }

  @Test
  void anotherClusterOrAnEarlierTimelineIsAGap() {
    assertThatThrownBy(
            () ->
                plan(
                    new StoredPositions(lane(100, "other", 2), completed()),
                    slotAt(90),
                    SnapshotMode.INITIAL))
        .isInstanceOf(GapException.class)
        .hasMessageContaining("other");
    assertThatThrownBy(
            () ->
                plan(
                    new StoredPositions(lane(100, "sys", 3), completed()),
                    slotAt(90),
                    SnapshotMode.INITIAL))
        .isInstanceOf(GapException.class)
        .hasMessageContaining("timeline 2");
  }

  @Test
  void aLaterTimelineIsAPromotedStandbyThatHasTheSlot() {
    assertThat(
            plan(
                    new StoredPositions(lane(100, "sys", 1), completed()),
                    slotAt(90),
                    SnapshotMode.INITIAL)
                .tables())
        .isEmpty();
  }

  // Guards against: a restored data directory, whose new changes have positions that count as
  // delivered, so that they are dropped.
  @Test
  void aLogThatEndsBeforeWhatWasDeliveredIsAGap() {
    SystemIdentity restored = new SystemIdentity("sys", 1, 950);
    StoredPositions stored =
        new StoredPositions(lane(1_000, "sys", 1), Map.of("public.a", streamed(990)));

    assertThatThrownBy(() -> plan(stored, slotAt(900), restored, SnapshotMode.INITIAL))
        .isInstanceOf(GapException.class)
        .hasMessageContaining("ends at 0/3B6")
        .hasMessageContaining("0/3E8")
        .hasMessageContaining("when_needed");
    assertThat(plan(stored, slotAt(900), restored, SnapshotMode.WHEN_NEEDED))
        .isEqualTo(new StartPlan.ReadAgain(TABLES, false, false));
  }

  @Test
  void aTableAloneProvesThatTheLogHasGoneBack() {
    SystemIdentity restored = new SystemIdentity("sys", 1, 950);
    StoredPositions stored =
        new StoredPositions(lane(900, "sys", 1), Map.of("public.a", streamed(990)));
    StoredPositions withoutLane =
        new StoredPositions(Optional.empty(), Map.of("public.a", streamed(950)));

    assertThatThrownBy(() -> plan(stored, slotAt(900), restored, SnapshotMode.INITIAL))
        .isInstanceOf(GapException.class);
    assertThatThrownBy(() -> plan(withoutLane, slotAt(900), restored, SnapshotMode.INITIAL))
        .as("the commit record at 950 is missing")
        .isInstanceOf(GapException.class);
  }

  // Guards against: a failover to a standby that lacked the last WAL.
  @Test
  void aTimelineThatLeftTheStoredOneBeforeItsPositionIsAGap() {
    StoredPositions stored =
        new StoredPositions(lane(1_000, "sys", 1), Map.of("public.a", streamed(990)));

    assertThatThrownBy(
            () -> plan(stored, slotAt(900), promotedAt(950L, 5_000), SnapshotMode.INITIAL))
        .isInstanceOf(GapException.class)
        .hasMessageContaining("timeline 2 left timeline 1 at 0/3B6");
    assertThat(plan(stored, slotAt(900), promotedAt(1_000L, 5_000), SnapshotMode.INITIAL))
        .as("at the same position")
        .isInstanceOf(StartPlan.UseSlot.class);
  }

  @Test
  void aTimelineWhoseHistoryIsNotKnownIsAGap() {
    SystemIdentity promoted = new SystemIdentity("sys", 3, 5_000);

    assertThatThrownBy(
            () -> plan(stored(100, completed()), slotAt(90), promoted, SnapshotMode.INITIAL))
        .isInstanceOf(GapException.class)
        .hasMessageContaining("does not say where it left timeline 2");
  }

  @Test
  void anotherClusterWithTheSlotMayBeAccepted() {
    SystemIdentity upgraded = new SystemIdentity("4711", 1, 5_000);

    assertThatThrownBy(
            () -> plan(stored(100, completed()), slotAt(4_000), upgraded, SnapshotMode.INITIAL))
        .hasMessageContaining("accept.system.id=4711");
    assertThatThrownBy(
            () -> plan(stored(100, completed()), Optional.empty(), upgraded, SnapshotMode.INITIAL))
        .hasMessageNotContaining("accept.system.id");
  }

  @ParameterizedTest
  @EnumSource(names = {"WHEN_NEEDED", "ALWAYS"})
  void modesThatMayReadAgainDoSoAfterAGap(SnapshotMode mode) {
    StoredPositions stored = stored(100, completed());

    assertThat(plan(stored, Optional.empty(), mode))
        .isEqualTo(new StartPlan.ReadAgain(TABLES, false, true));
    assertThat(plan(stored, slot(90, true), mode))
        .isEqualTo(new StartPlan.ReadAgain(TABLES, true, true));
    assertThat(plan(stored, slotAt(101), mode))
        .isEqualTo(new StartPlan.ReadAgain(TABLES, false, false));
  }

  // Guards against: a slot at which each restart fails, with advice that does not help.
  @ParameterizedTest
  @EnumSource(names = {"INITIAL", "NO_DATA"})
  void aSlotThatCannotComeFurtherIsAGapWhoseTextSaysHowToStartAgain(SnapshotMode mode) {
    assertThatThrownBy(() -> planStuck(stored(100, completed()), slotAt(90), mode))
        .isInstanceOf(GapException.class)
        .hasMessageStartingWith("It is stuck.")
        .hasMessageContaining("snapshot.mode=when_needed")
        .hasMessageContaining("pg_drop_replication_slot('s')");
  }

  @ParameterizedTest
  @EnumSource(names = {"WHEN_NEEDED", "ALWAYS"})
  void aSlotThatCannotComeFurtherIsReplaced(SnapshotMode mode) {
    assertThat(planStuck(stored(100, completed()), slotAt(90), mode))
        .isEqualTo(new StartPlan.ReadAgain(TABLES, true, true));
    assertThat(planStuck(NOTHING, slotAt(90), mode))
        .as("nothing was stored yet")
        .isEqualTo(new StartPlan.ReadAgain(TABLES, true, true));
    assertThat(planStuck(stored(100, completed()), Optional.empty(), mode))
        .as("it was dropped, and the connection was lost")
        .isEqualTo(new StartPlan.ReadAgain(TABLES, false, true));
  }

  private static StartPlan plan(
      StoredPositions stored, Optional<SlotState> slot, SnapshotMode mode) {
    return plan(stored, slot, SERVER, mode);
  }

  private static StartPlan plan(
      StoredPositions stored, Optional<SlotState> slot, SystemIdentity server, SnapshotMode mode) {
    return StartPlan.of(stored, DeliveredLog.stored(stored), slot, server, mode, TABLES, "s", null);
  }

  /** The plan for a slot that cannot come further. */
  private static StartPlan planStuck(
      StoredPositions stored, Optional<SlotState> slot, SnapshotMode mode) {
    return StartPlan.of(
        stored, DeliveredLog.stored(stored), slot, SERVER, mode, TABLES, "s", "It is stuck.");
  }

  private static SystemIdentity promotedAt(long left, long end) {
    return new SystemIdentity("sys", 2, end, false, new TimelineHistory(Map.of(1, left)));
  }

  private static TablePosition streamed(long commitLsn) {
    return TablePosition.streamed(commitLsn, commitLsn - 10, 0);
  }

  private static StoredPositions stored(long laneLsn, Map<String, TablePosition> tables) {
    return new StoredPositions(lane(laneLsn, "sys", 2), tables);
  }

  private static Optional<LanePosition> lane(long lsn, String systemId, int timeline) {
    return Optional.of(new LanePosition(lsn, systemId, timeline));
  }

  private static Map<String, TablePosition> completed() {
    return Map.of(
        "public.a", TablePosition.snapshot(true, 50), "public.b", TablePosition.snapshot(true, 50));
  }

  private static Optional<SlotState> slotAt(long confirmed) {
    return slot(confirmed, false);
  }

  private static Optional<SlotState> slot(long confirmed, boolean invalidated) {
    return Optional.of(
        new SlotState(
            "s",
            "pgoutput",
            "logical",
            "db",
            false,
            false,
            0,
            confirmed,
            confirmed,
            invalidated ? "lost" : "reserved",
            invalidated,
            invalidated ? "wal_removed" : "",
            false,
            false,
            false));
  }
}

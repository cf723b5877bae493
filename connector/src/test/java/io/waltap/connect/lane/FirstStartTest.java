/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.StartWorld.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.position.LanePosition;
import io.waltap.connect.table.TableLife.Streaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A first start: nothing is stored, and perhaps the slot is there. */
class FirstStartTest {
  @AutoClose private final StartWorld lane = new StartWorld();

  @Test
  void aFirstStartMakesTheSlotAndReadsAllTablesFromItsSnapshot() throws Exception {
    lane.given();

    assertThat(lane.start()).isPresent();
    assertThat(lane.server().done())
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
    lane.given();

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
    lane.given();

    lane.start();
    assertThat(LanePosition.fromMap(lane.taken().get(0).sourceOffset()))
        .isEqualTo(new LanePosition(600, "sys", 1));
  }

  @Test
  void aTableThatWasReadContinuesAfterItsSnapshot() throws Exception {
    lane.given();

    lane.start();
    assertThat(lane.table("a").cursor().position()).isEqualTo(read(600));
    assertThat(lane.table("c").cursor().position()).isEqualTo(read(600));
  }

  @Test
  void tablesCountAsBeingReadUntilTheReadingEnds() throws Exception {
    List<Object> during = new ArrayList<>();
    lane.given();
    lane.server()
        .afterReading(
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
    lane.given();
    lane.server()
        .afterReading(
            () -> {
              throw new IllegalStateException("the snapshot ended");
            });

    assertThatThrownBy(() -> lane.start()).isInstanceOf(IllegalStateException.class);
    assertThat(lane.metrics().isSnapshotRunning()).isFalse();
    assertThat(lane.metrics().getSnapshotTablesLeft()).isZero();
  }

  @Test
  void aSlotThatIsThereIsStreamedUpToTheSnapshotBeforeTheRowsAreRead() throws Exception {
    lane.given();
    lane.server().slotAt(300);

    assertThat(lane.start()).isPresent();
    assertThat(lane.server().done())
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
  void noDataReadsNothing() throws Exception {
    lane.given("snapshot.mode", "no_data");

    lane.start();
    assertThat(lane.server().done()).containsExactly("slot is at 0", "make slot", "slot is at 600");
    assertThat(lane.delivered()).containsExactly("slot at 600");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 3));
  }

  @Test
  void aTableOutsideOfTheSnapshotListStreamsWithoutBeingRead() throws Exception {
    lane.given("snapshot.include.collection.list", "public\\.a");

    lane.start();
    assertThat(lane.delivered())
        .containsExactly(
            "slot at 600", "public.a row 1 unread at 600", "public.a row 2 read at 600");
    assertThat(lane.table("b").life()).isEqualTo(Streaming.INSTANCE);
    assertThat(lane.table("b").cursor().position()).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void initialOnlyReadsTheTablesAndDoesNotStream(boolean slotExists) throws Exception {
    lane.given("snapshot.mode", "initial_only");
    if (slotExists) {
      lane.server().slotAt(300);
    }

    assertThat(lane.start()).isEmpty();
    assertThat(lane.server().done())
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

  // Delays: only a pause ends by an interrupt here

  @Test
  void theSnapshotDelayIsBeforeTheFirstQuestion() {
    lane.given("snapshot.delay.ms", "3600000");
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> lane.start()).isInstanceOf(InterruptedException.class);
    assertThat(lane.server().steps()).isZero();
  }

  @Test
  void theStreamingDelayIsAfterTheRows() throws Exception {
    lane.given("streaming.delay.ms", "3600000");
    lane.server().afterReading(() -> Thread.currentThread().interrupt());

    assertThatThrownBy(() -> lane.start()).isInstanceOf(InterruptedException.class);
    assertThat(lane.delivered()).endsWith("public.c read at 600");
  }
}

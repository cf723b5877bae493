/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.StartWorld.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.position.SourcePartition;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A first start of a connector whose name has Debezium's offset. */
class DebeziumStartTest {
  @AutoClose private final StartWorld lane = new StartWorld();

  @Test
  void debeziumsOffsetIsStoredForEachTableBeforeTheLanesFirstPosition() throws Exception {
    lane.given();
    lane.server().slotAt(300);
    debeziumHasStored(Map.of("lsn", 390L, "lsn_commit", 380L, "messageType", "COMMIT"));

    assertThat(lane.start()).isPresent();
    assertThat(lane.delivered())
        .containsExactlyInAnyOrder(
            "public.a read at 380", "public.b read at 380", "public.c read at 380", "slot at 300")
        .endsWith("slot at 300");
    assertThat(lane.server().done()).containsExactly("slot is at 300");
    assertThat(lane.tables().counts()).isEqualTo(Map.of("Streaming", 3));
    assertThat(lane.table("a").cursor().position()).isEqualTo(read(380));
  }

  @Test
  void theNextStartDoesNotNeedDebeziumsOffset() throws Exception {
    lane.given();
    lane.server().slotAt(300);
    debeziumHasStored(Map.of("lsn", 390L, "lsn_commit", 380L, "messageType", "COMMIT"));
    lane.start();
    lane.stored().storeAll(lane.taken());

    lane.anotherTask();
    lane.start();
    assertThat(lane.delivered()).containsExactly("slot at 300");
    assertThat(lane.table("a").cursor().position()).isEqualTo(read(380));
  }

  @Test
  void aTableThatHasAPositionOfItsOwnKeepsIt() throws Exception {
    lane.given();
    lane.server().slotAt(300);
    debeziumHasStored(Map.of("lsn", 390L, "lsn_commit", 380L, "messageType", "COMMIT"));
    lane.stored().table("public.a", read(385));

    lane.start();
    assertThat(lane.delivered()).doesNotContain("public.a read at 380");
    assertThat(lane.table("a").cursor().position()).isEqualTo(read(385));
  }

  @Test
  void aSnapshotThatDebeziumDidNotFinishIsReadFromTheBeginning() throws Exception {
    lane.given();
    lane.server().slotAt(300);
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

  private void debeziumHasStored(Map<String, Object> offset) {
    lane.stored().store(SourcePartition.debezium("srv"), offset);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.StartWorld.unread;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A start of a lane with a table that is read in chunks. */
class ChunksStartTest {
  @AutoClose private final StartWorld lane = new StartWorld();

  @Test
  void aTableThatIsReadInChunksIsNotReadBeforeTheStream() throws Exception {
    lane.given();
    lane.admission().suits("public.a");

    lane.start();
    assertThat(lane.table("a").life()).isEqualTo(Snapshotting.inChunks(null));
    assertThat(lane.admission().inChunks()).containsExactly("public.a");
    assertThat(lane.delivered())
        .containsExactly("slot at 600", "public.b row 3 read at 600", "public.c read at 600");
  }

  @Test
  void chunksContinueAfterTheKeyThatWasDeliveredLast() throws Exception {
    lane.given();
    lane.server().slotAt(300);
    lane.everythingIsStored();
    lane.stored().table("public.a", unread(200).within("[\"1\"]"));
    lane.admission().suits("public.a");

    lane.start();
    assertThat(lane.table("a").life()).isEqualTo(Snapshotting.inChunks("[\"1\"]"));
  }

  @Test
  void afterAGapChunksBeginAgain() throws Exception {
    lane.given("snapshot.mode", "when_needed");
    lane.everythingIsStored();
    lane.stored().table("public.a", unread(200).within("[\"1\"]"));
    lane.admission().suits("public.a");

    lane.start();
    assertThat(lane.table("a").life()).isEqualTo(Snapshotting.inChunks(null));
  }

  // Guards against: a link that is lost before the first chunk, so that the chunks continue after
  // the key of before the gap.
  @Test
  void afterAGapTheKeyOfBeforeIsNotStoredAnyMore() throws Exception {
    lane.given("snapshot.mode", "when_needed");
    lane.everythingIsStored();
    lane.stored().table("public.a", unread(200).within("[\"1\"]"));
    lane.admission().suits("public.a");

    lane.start();
    lane.stored().storeAll(lane.taken());
    assertThat(lane.stored().table("public.a")).isEqualTo(unread(600));
    lane.start();
    assertThat(lane.table("a").life()).isEqualTo(Snapshotting.inChunks(null));
  }

  @Test
  void whereNothingStreamsNoTableIsReadInChunks() throws Exception {
    lane.given("snapshot.mode", "initial_only");
    lane.admission().suits("public.a");

    lane.start();
    assertThat(lane.admission().inChunks()).isEmpty();
    assertThat(lane.table("a").life()).isEqualTo(Streaming.INSTANCE);
  }
}

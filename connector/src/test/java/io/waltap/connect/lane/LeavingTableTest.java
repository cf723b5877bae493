/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.AdmissionWorld.A;
import static io.waltap.connect.lane.AdmissionWorld.NOW;
import static io.waltap.connect.lane.AdmissionWorld.STREAMED;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.Streaming;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A table that leaves the publication while the lane streams, and what the stream still brings. */
class LeavingTableTest {
  @AutoClose private final AdmissionWorld world = new AdmissionWorld();

  @Test
  void aTableThatLeavesIsStoredAsUnread() throws Exception {
    world.given();
    TableEntry entry = world.streaming(1, "a", 7);

    world.checked();
    world.boundary();
    assertThat(entry.life()).isEqualTo(new Gone(NOW, true));
    assertThat(world.connect().delivered()).containsExactly("public.a unread at " + (NOW - 10));
  }

  @Test
  void whatTheStreamStillBringsOfATableThatHasLeftIsCaptured() throws Exception {
    world.given();
    TableEntry entry = world.streaming(1, "a", 7);

    world.checked();
    world.boundary();
    assertThat(entry.captured()).isTrue();
    assertThat(world.described(1, "a")).isSameAs(entry);
  }

  @Test
  void underForAllTablesADroppedTableIsNotStoredAsUnread() throws Exception {
    world.givenAllTables();
    TableEntry entry = world.streaming(1, "a", 7);

    world.checked();
    world.boundary();
    assertThat(entry.life()).isEqualTo(new Gone(NOW, false));
    assertThat(world.connect().delivered()).isEmpty();
  }

  @Test
  void aTableThatLeavesBeforeItIsReadHasNothingToForget() throws Exception {
    world.given();
    world.publish(2, "b", 7);
    world.checkedAt(NOW + 50);
    world.boundary();
    TableEntry second = world.tables().find(2);

    world.unpublish(second.id());
    world.checked();
    world.boundary();
    assertThat(second.life()).isEqualTo(new Gone(NOW, true));
    assertThat(world.connect().delivered()).isEmpty();
    assertThat(world.admission().isDue()).isFalse();
    assertThat(world.readings()).isEmpty();
  }

  // Guards against: a table that is taken for gone since a check was made before it came.
  @Test
  void aCheckThatIsOlderThanTheStreamTakesNothingAway() throws Exception {
    world.given();
    TableEntry entry = world.streaming(1, "a", 7);
    world.publish(1, "a", 7);

    world.check().answer(new CapturedTables(Map.of(), Set.of(), NOW));
    world.boundary();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(world.connect().delivered()).isEmpty();
  }

  @Test
  void whatTheStreamStillBringsOfADroppedTableIsCapturedAfterItsStoredPosition() throws Exception {
    world.given();
    world.hasStored(A, STREAMED);

    TableEntry entry = world.described(1, "a");
    assertThat(entry.life()).isEqualTo(new Gone(Lsn.NONE, true));
    assertThat(entry.captured()).isTrue();
    assertThat(entry.cursor().advance(NOW - 10, NOW - 20)).isFalse();
    assertThat(entry.cursor().advance(NOW - 5, NOW - 6)).isTrue();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.AdmissionWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Another table under the name of a table that the lane had. */
class SameNameTest {
  @AutoClose private final AdmissionWorld world = new AdmissionWorld();

  @Test
  void anotherOidUnderTheSameNameIsAnotherTableThatIsRead() throws Exception {
    world.given();
    TableEntry old = world.streaming(1, "a", 7);
    world.publish(2, "a", 9);

    TableEntry entry = world.described(2, "a");
    assertThat(entry).isNotSameAs(old);
    assertThat(entry.captured()).isFalse();
    world.boundary();
    assertThat(world.read()).containsExactly("public.a");
    assertThat(world.reading(0).tables()).extracting(work -> work.table().oid()).containsExactly(2);
    assertThat(world.connect().delivered()).containsExactly("public.a unread at " + (NOW - 10));
  }

  @Test
  void lateChangesOfTheTableThatHadTheNameAreStillCaptured() throws Exception {
    world.given();
    TableEntry old = world.streaming(1, "a", 7);
    world.publish(2, "a", 9);

    world.described(2, "a");
    assertThat(world.tables().find(1)).isSameAs(old);
    assertThat(old.captured()).isTrue();
    assertThat(old.life()).isEqualTo(new Gone(NOW, true));
  }

  // Guards against: rows of an earlier moment after those of a later one, and a hold that the other
  // reading ends.
  @Test
  void aTableOfTheSameNameIsReadAfterTheFormerOne() throws Exception {
    world.given();
    world.publish(1, "a", 7);
    world.described(1, "a");
    world.boundary();
    world.publish(2, "a", 9);
    TableEntry second = world.described(2, "a");

    world.boundary();
    assertThat(world.readings()).hasSize(1);
    assertThat(second.life()).isInstanceOf(New.class);
    world.reading(0).handedOverTo(NOW);
    world.boundary();
    assertThat(world.readings()).hasSize(2);
    assertThat(second.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.AdmissionWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.Snapshotting;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A table of the lane under another name. */
class RenamedTableTest {
  @AutoClose private final AdmissionWorld world = new AdmissionWorld();

  @Test
  void aRenamedTableIsReadUnderItsNewName() throws Exception {
    world.given();
    world.streaming(1, "a", 7);
    world.publish(1, "z", 7);

    TableEntry entry = world.described(1, "z");
    assertThat(entry.captured()).isFalse();
    world.boundary();
    assertThat(world.read()).containsExactly("public.z");
    assertThat(world.tables().find(1)).isSameAs(entry);
  }

  @Test
  void theOldNameOfARenamedTableIsStoredAsUnreadByTheNextCheck() throws Exception {
    world.given();
    TableEntry old = world.streaming(1, "a", 7);
    world.publish(1, "z", 7);
    TableEntry entry = world.described(1, "z");
    world.boundary();

    world.checked();
    world.boundary();
    assertThat(old.life()).isEqualTo(new Gone(NOW, true));
    assertThat(world.connect().delivered()).containsExactly("public.a unread at " + (NOW - 10));
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }

  // Guards against: a renamed table that is withheld, and never read.
  @Test
  void aRenamedTableThatACheckFindsIsReadUnderItsNewName() throws Exception {
    world.given();
    world.streaming(1, "a", 7);
    world.publish(1, "z", 7);

    world.checked();
    world.boundary();
    assertThat(world.read()).containsExactly("public.z");
    assertThat(world.tables().find(1).life()).isEqualTo(Snapshotting.whileStreaming(NOW));
    assertThat(world.connect().delivered()).containsExactly("public.a unread at " + (NOW - 10));
  }

  // Guards against: changes that were made under a name that is not captured, and that are in no
  // stream.
  @Test
  void aTableThatHadAnotherNameForAWhileIsReadAgain() throws Exception {
    world.given("table.include.list", "public\\.a");
    TableEntry entry = world.streaming(1, "a", 7);
    world.publish(1, "a", 7);
    world.described(1, "elsewhere");

    world.checked();
    world.boundary();
    assertThat(world.read()).containsExactly("public.a");
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
    world.reading(0).handedOverTo(NOW);
    world.boundary();
    world.checked();
    world.boundary();
    assertThat(world.readings()).as("once").hasSize(1);
  }
}

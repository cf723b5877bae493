/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.AdmissionWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * A table that left the publication and is back. Another membership under the same OID tells it if
 * no check was made in between.
 */
class ReturningTableTest {
  @AutoClose private final AdmissionWorld world = new AdmissionWorld();

  @Test
  void aTableThatReturnsIsReadAgain() throws Exception {
    world.given();
    TableEntry entry = world.streaming(1, "a", 7);
    world.checked();
    world.boundary();

    world.publish(1, "a", 8);
    world.checked();
    world.boundary();
    assertThat(world.read()).containsExactly("public.a");
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
    assertThat(entry.membership()).isEqualTo(new Membership(Set.of(8)));
  }

  @Test
  void anotherMembershipUnderTheSameOidIsReadAgain() throws Exception {
    world.given();
    TableEntry entry = world.streaming(1, "a", 7);

    world.publish(1, "a", 8);
    world.checked();
    world.boundary();
    assertThat(world.read()).containsExactly("public.a");
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }

  @Test
  void aTableThatIsReadAgainIsStoredAsUnread() throws Exception {
    world.given();
    world.streaming(1, "a", 7);
    world.publish(1, "a", 8);
    world.checked();

    world.boundary();
    assertThat(world.connect().delivered()).containsExactly("public.a unread at " + (NOW - 10));
  }

  @Test
  void aMembershipThatContinuesIsAdopted() throws Exception {
    world.given();
    TableEntry entry = world.streaming(1, "a", 7);

    world.publish(1, "a", 7, 8);
    world.checked();
    world.boundary();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(entry.membership()).isEqualTo(new Membership(Set.of(7, 8)));
    assertThat(world.readings()).isEmpty();
  }

  @Test
  void aTableThatIsBeingReadIsNotReadAnotherTime() throws Exception {
    world.given();
    world.publish(1, "a", 7);
    world.described(1, "a");
    world.boundary();

    world.publish(1, "a", 8);
    world.checked();
    world.boundary();
    assertThat(world.readings()).hasSize(1);
    assertThat(world.tables().find(1).life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }
}

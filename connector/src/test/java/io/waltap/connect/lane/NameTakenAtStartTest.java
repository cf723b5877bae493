/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.StartWorld.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.TableLife.Waiting;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A start of a lane that has two tables with one topic. */
class NameTakenAtStartTest {
  @AutoClose private final StartWorld lane = new StartWorld();

  // Guards against: changes of two tables in one topic.
  @Test
  void ofTwoTablesWithOneTopicTheSecondWaits() throws Exception {
    lane.given();
    lane.server().publish(4, "a#", 5);
    lane.server().publish(5, "a$", 6);

    lane.start();
    assertThat(lane.table("a#").life()).isEqualTo(Streaming.INSTANCE);
    assertThat(lane.table("a$").life()).isInstanceOf(Waiting.class);
    assertThat(lane.server().done()).contains("read public.a#").doesNotContain("read public.a$");
  }

  @Test
  void aTableThatIsDeliveredAlreadyKeepsItsTopic() throws Exception {
    lane.given();
    lane.server().publish(4, "a#", 5);
    lane.server().publish(5, "a$", 6);
    lane.server().slotAt(300);
    lane.everythingIsStored();
    lane.stored().table("public.a$", read(200));

    lane.start();
    assertThat(lane.table("a$").life()).isEqualTo(Streaming.INSTANCE);
    assertThat(lane.table("a#").life()).isInstanceOf(Waiting.class);
  }

  // Guards against: changes that are skipped from now on, and a position that says otherwise.
  @Test
  void aTableThatWasDeliveredAndMustWaitForItsTopicIsStoredAsUnread() throws Exception {
    lane.given();
    lane.server().publish(4, "a#", 5);
    lane.server().publish(5, "a$", 6);
    lane.server().slotAt(300);
    lane.everythingIsStored();
    lane.stored().table("public.a#", read(200));
    lane.stored().table("public.a$", read(200));

    lane.start();
    assertThat(lane.table("a$").life()).isInstanceOf(Waiting.class);
    assertThat(lane.delivered())
        .anySatisfy(text -> assertThat(text).startsWith("public.a$ unread"))
        .noneSatisfy(text -> assertThat(text).startsWith("public.a# unread"));
  }
}

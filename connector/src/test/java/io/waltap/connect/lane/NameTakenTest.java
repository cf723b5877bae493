/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.AdmissionWorld.STREAMED;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.TableLife.Waiting;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A new table whose topic, or the name of whose stored position, another table has. */
class NameTakenTest {
  @AutoClose private final AdmissionWorld world = new AdmissionWorld();

  // Guards against: changes of two tables in one topic.
  @Test
  void aNewTableWhoseTopicIsTakenWaitsUntilTheOtherIsGone() throws Exception {
    world.given();
    world.publish(1, "a$", 7);
    world.streaming(1, "a$", 7);
    world.publish(2, "a#", 8);

    TableEntry entry = world.described(2, "a#");
    assertThat(entry.captured()).isFalse();
    world.checked();
    world.boundary();
    assertThat(world.readings()).isEmpty();
    assertThat(world.tables().notStreaming())
        .singleElement()
        .satisfies(
            status ->
                assertThat(status.text())
                    .startsWith("Waiting")
                    .contains("\"a$\"")
                    .contains("\"a#\"")
                    .contains("topic.name.escape"));

    world.unpublish(new TableId("public", "a$"));
    world.checked();
    world.boundary(); // the other is let go
    assertThat(entry.captured()).isFalse();
    world.checked();
    world.boundary();
    assertThat(world.read()).containsExactly("public.a#");
  }

  // Guards against: rows that were skipped while the table waited, and that count as streamed.
  @Test
  void underForAllTablesATableThatWaitedForItsNameIsRead() throws Exception {
    world.givenAllTables();
    world.publish(1, "a$", 7);
    world.streaming(1, "a$", 7);
    world.publish(2, "a#", 7);
    world.described(2, "a#");

    world.unpublish(new TableId("public", "a$"));
    world.checked();
    world.boundary();
    world.checked();
    world.boundary();
    assertThat(world.read()).containsExactly("public.a#");
  }

  // Guards against: the stored position of one table overwritten by another's.
  @Test
  void ofATableThatSharesAStoredPositionNothingIsStored() throws Exception {
    world.given();
    PublishedTable first = world.inSchema(1, "a.b", "c");
    PublishedTable second = world.inSchema(2, "a", "b.c");
    TableEntry begun =
        world.tables().add(1, first.id(), new Membership(first.members()), Streaming.INSTANCE);
    world.tables().delivered(begun, STREAMED);

    world.checked();
    world.boundary();
    TableEntry entry = world.tables().find(second.oid());
    assertThat(entry.life()).isInstanceOf(Waiting.class);
    world.unpublish(second.id());
    world.checked();
    world.boundary();
    assertThat(entry.life()).isInstanceOf(Gone.class);
    assertThat(world.connect().delivered()).isEmpty();
  }

  @Test
  void aTopicOfAnotherLanesTableIsTakenToo() throws Exception {
    world.given();
    world.anotherLaneHas(new TableId("public", "a$"));
    world.publish(2, "a#", 8);

    world.checked();
    world.boundary();
    assertThat(world.tables().find(2).life()).isInstanceOf(Waiting.class);
  }

  @Test
  void transformationsMayRenameTopics() throws Exception {
    world.given("transforms", "route");
    world.publish(1, "a$", 7);
    world.streaming(1, "a$", 7);
    world.publish(2, "a#", 8);

    world.checked();
    world.boundary();
    assertThat(world.read()).containsExactly("public.a#");
  }
}

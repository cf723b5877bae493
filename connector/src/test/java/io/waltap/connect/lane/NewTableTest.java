/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.AdmissionWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A table that comes while the lane streams is read, unless all its rows are in the stream. */
class NewTableTest {
  @AutoClose private final AdmissionWorld world = new AdmissionWorld();

  @Test
  void aNewTableIsWithheldAndRead() throws Exception {
    world.given();
    world.publish(1, "a", 7);

    TableEntry entry = world.described(1, "a");
    assertThat(entry.life()).isEqualTo(new New(NOW));
    assertThat(entry.captured()).isFalse();
    world.boundary();
    assertThat(world.read()).containsExactly("public.a");
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
    assertThat(entry.captured()).isFalse();
  }

  @Test
  void aNewTableThatHasBeenReadStreams() throws Exception {
    world.given();
    world.publish(1, "a", 7);
    TableEntry entry = world.described(1, "a");
    world.boundary();

    assertThat(world.admission().isDue()).isFalse();
    world.reading(0).handedOverTo(NOW);
    world.boundary();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(world.connect().delivered()).containsExactly("public.a read at " + NOW);
  }

  @Test
  void aCheckFindsANewTableBeforeItHasChanges() throws Exception {
    world.given();
    world.publish(1, "a", 7);

    world.checked();
    world.boundary();
    assertThat(world.read()).containsExactly("public.a");
    assertThat(world.tables().find(1).membership()).isEqualTo(new Membership(Set.of(7)));
  }

  @Test
  void eachCheckAsksForWhatWasNotKnownOfLockedTables() throws Exception {
    world.given();
    world.publish(1, "a", 7);

    world.checked();
    world.boundary();
    assertThat(world.schemaQuestions()).isEqualTo(1);
  }

  // Guards against: a small new table that waits for hours, while a large one is read.
  @Test
  void aSecondNewTableIsReadWhileTheFirstIs() throws Exception {
    world.given();
    world.publish(1, "a", 7);
    world.described(1, "a");
    world.boundary();
    world.publish(2, "b", 7);
    TableEntry second = world.described(2, "b");

    world.boundary();
    assertThat(world.read()).containsExactly("public.b");
    world.reading(1).handedOverTo(NOW);
    world.boundary();
    assertThat(second.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(world.reading(0).isRunning()).isTrue();
  }

  // Guards against: old changes after newer rows: the former table's changes come later in a
  // stream that lags.
  @Test
  void aTableThatACheckFindsIsReadOnceTheStreamHasPassedTheCheck() throws Exception {
    world.given();
    world.publish(1, "a", 7);

    world.checkedAt(NOW + 50);
    world.boundary();
    assertThat(world.readings()).isEmpty();
    assertThat(world.tables().find(1).life()).isEqualTo(new New(NOW + 50));
    assertThat(world.admission().isDue()).isFalse();
    world.connect().streamTo(NOW + 60);
    world.boundary();
    assertThat(world.read()).containsExactly("public.a");
  }

  @Test
  void underForAllTablesANewTableStreamsAtOnce() throws Exception {
    world.givenAllTables();
    world.publish(1, "a", 7);

    TableEntry entry = world.described(1, "a");
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(world.admission().isDue()).isFalse();
  }

  // Guards against: rows that are in no stream, since they were written under another name.
  @Test
  void underForAllTablesATableThatWasAlteredIsRead() throws Exception {
    world.givenAllTables();
    world.publishAltered(1, "a", 7);

    TableEntry entry = world.described(1, "a");
    assertThat(entry.captured()).isFalse();
    world.boundary();
    assertThat(world.read()).containsExactly("public.a");
  }

  // Guards against: rows of a table that comes once the publication was made again, for some tables
  // only.
  @Test
  void aTableOfAnotherPublicationUnderTheNameIsRead() throws Exception {
    world.givenAllTables();
    world.publish(1, "a", 9);

    world.described(1, "a");
    world.boundary();
    assertThat(world.read()).containsExactly("public.a");
  }

  @Test
  void underForAllTablesATableThatTheStreamKnewByAnotherNameIsRead() throws Exception {
    world.givenAllTables("table.include.list", "public\\.a");
    world.described(1, "staging");
    world.publish(1, "a", 7);

    TableEntry entry = world.described(1, "a");
    assertThat(entry.captured()).isFalse();
    world.boundary();
    assertThat(world.read()).containsExactly("public.a");
  }

  @Test
  void withNoDataANewTableStreamsAtOnce() throws Exception {
    world.given("snapshot.mode", "no_data");
    world.publish(1, "a", 7);

    assertThat(world.described(1, "a").captured()).isTrue();
    assertThat(world.admission().isDue()).isFalse();
  }

  @Test
  void aNewTableOutsideOfTheSnapshotListStreamsAtOnce() throws Exception {
    world.given("snapshot.include.collection.list", "public\\.b");
    world.publish(1, "a", 7);

    assertThat(world.described(1, "a").captured()).isTrue();
    assertThat(world.admission().isDue()).isFalse();
  }

  @Test
  void aTableThatIsNotTheLanesIsNoTable() throws Exception {
    world.given("table.include.list", "public\\.b");
    world.publish(1, "a", 7);

    assertThat(world.described(1, "a")).isNull();
  }

  // Guards against: a question for all tables for each partition that the stream describes.
  @Test
  void relationsOfOneTransactionAreAskedForTogether() throws Exception {
    world.given();
    world.publish(1, "root", 7);

    world.described(1, "root");
    world.described(2, "leaf_1");
    world.described(3, "leaf_2");
    assertThat(world.questions()).isEqualTo(1);

    world.publish(4, "b", 8);
    assertThat(world.admission().isDue()).as("the transaction has ended").isTrue();
    assertThat(world.described(4, "b").life())
        .as("it was published after the answer")
        .isEqualTo(new New(NOW));
    assertThat(world.questions()).isEqualTo(2);
  }
}

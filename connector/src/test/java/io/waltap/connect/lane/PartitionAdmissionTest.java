/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.AdmissionWorld.A;
import static io.waltap.connect.lane.AdmissionWorld.NOW;
import static io.waltap.connect.lane.AdmissionWorld.STREAMED;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.position.TablePosition;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.TableLife.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Partitions that come to, or leave, a table that is published as their root. */
class PartitionAdmissionTest {
  @AutoClose private final AdmissionWorld world = new AdmissionWorld();

  // Guards against: rows that came with a partition, and are in no stream.
  @Test
  void aPartitionThatIsAttachedIsReadAlone() throws Exception {
    world.given();
    TableEntry entry = world.streamingRoot(100, InMemoryServer.partition(3, 0));
    world.publishRoot(120, InMemoryServer.partition(3, 0), InMemoryServer.partition(4, 110));

    world.checked();
    world.boundary();
    assertThat(world.reading(0).tables())
        .containsExactly(
            new TableWork(world.published(A), STREAMED.within(null), true, Set.of(4), 120));
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
    assertThat(world.connect().delivered()).containsExactly("public.a unread at " + (NOW - 10));
    world.reading(0).handedOverTo(NOW);
    world.boundary();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
  }

  @Test
  void aPartitionThatIsCreatedAsOneIsNotRead() throws Exception {
    world.given();
    TableEntry entry = world.streamingRoot(100, InMemoryServer.partition(3, 0));
    world.publishRoot(120, InMemoryServer.partition(3, 0), InMemoryServer.partition(4, 0));

    world.checked();
    world.boundary();
    assertThat(world.readings()).isEmpty();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(world.tables().offset(entry)).containsEntry("partitions_xid", 120L);
  }

  // Guards against: rows that a server before PostgreSQL 15 does not send, because it has decided
  // about the partition before that was attached.
  @Test
  void onAnOldServerTheLinkIsOpenedAgainBeforeAPartitionIsRead() throws Exception {
    world.given();
    world.decisions().opened(14, NOW, NOW);
    world.streamingRoot(100, InMemoryServer.partition(3, 0));
    world.publishRoot(120, InMemoryServer.partition(3, 0), InMemoryServer.partition(4, 110));

    world.checkedAt(NOW + 50);
    world.boundary();
    assertThat(world.admission().isDue()).isFalse();
    world.connect().streamTo(NOW + 50);
    assertThat(world.admission().isDue()).isTrue();
    assertThat(world.admission().betweenTransactions(() -> {})).isFalse();
    assertThat(world.readings()).isEmpty();

    world.decisions().opened(14, NOW + 50, NOW + 60);
    world.admission().streaming();
    world.boundary();
    assertThat(world.reading(0).tables().get(0).partitions()).isEqualTo(Set.of(4));
  }

  // Guards against: rows of a table that is a partition no more, which come under the root's name.
  @Test
  void onAnOldServerTheLinkIsOpenedAgainWithoutAPartitionThatIsGone() throws Exception {
    world.given();
    world.decisions().opened(14, NOW, NOW);
    world.streamingRoot(100, InMemoryServer.partition(3, 0), InMemoryServer.partition(4, 0));
    world.publishRoot(120, InMemoryServer.partition(3, 0));

    world.checked();
    world.boundary();
    assertThat(world.admission().isDue()).isTrue();
    assertThat(world.admission().betweenTransactions(() -> {})).isFalse();
    world.decisions().opened(14, NOW, NOW);
    assertThat(world.admission().isDue()).isFalse();
  }

  // Guards against: all rows again, because one partition could not be read at once.
  @Test
  void thePartitionAloneIsTriedAgain() throws Exception {
    world.given();
    TableEntry entry = world.streamingRoot(100);
    world.publishRoot(120, InMemoryServer.partition(4, 110));
    world.checked();
    world.boundary();
    world.reading(0).fails(new SQLException("the server stops", "57P01"));
    world.boundary();

    assertThat(entry.life()).isInstanceOf(Waiting.class);
    world.clock().forward(Duration.ofSeconds(1));
    world.boundary();
    assertThat(world.reading(1).tables().get(0).partitions()).isEqualTo(Set.of(4));
  }

  // Guards against: changes that nothing delivers, of a table without a stored position.
  @Test
  void ofATableWithoutAPositionAllUntilNowCountsAsDelivered() throws Exception {
    world.given();
    world.publishRoot(100);
    TableEntry entry = world.tables().add(1, A, new Membership(Set.of(7)), Streaming.INSTANCE);
    world.admission().startsWith(entry, world.published(A), 0, false);
    world.publishRoot(120, InMemoryServer.partition(4, 110));

    world.checked();
    world.boundary();
    assertThat(world.reading(0).tables().get(0).place())
        .isEqualTo(TablePosition.snapshot(false, NOW));
  }

  @Test
  void aPartitionThatComesWhileTheTableIsReadIsReadAfterwards() throws Exception {
    world.given();
    world.publishRoot(100);
    TableEntry entry = world.described(1, "a");
    world.boundary();
    world.publishRoot(120, InMemoryServer.partition(4, 110));
    world.checked();
    world.boundary();
    assertThat(world.readings()).hasSize(1);

    world.reading(0).handedOverTo(NOW);
    world.boundary();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    world.checked();
    world.boundary();
    assertThat(world.reading(1).tables().get(0).partitions()).isEqualTo(Set.of(4));
  }

  @Test
  void underForAllTablesANewTableWithAPartitionThatCameIsRead() throws Exception {
    world.givenAllTables();
    world.publishRoot(120, InMemoryServer.partition(4, 110));

    assertThat(world.described(1, "a").captured()).isFalse();
  }
}

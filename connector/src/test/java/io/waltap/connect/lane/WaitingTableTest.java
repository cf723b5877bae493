/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.lane.AdmissionWorld.A;
import static io.waltap.connect.lane.AdmissionWorld.NOW;
import static io.waltap.connect.lane.AdmissionWorld.STREAMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A table that cannot be read or delivered waits; what it holds up, and for how long. */
class WaitingTableTest {
  @AutoClose private final AdmissionWorld world = new AdmissionWorld();

  @Test
  void aReadingThatFailsIsTriedAgainAfterAPause() throws Exception {
    world.given();
    world.publish(1, "a", 7);
    TableEntry entry = world.described(1, "a");
    world.boundary();
    world.reading(0).fails(new SQLException("the server stops", "57P01"));

    world.boundary();
    assertThat(entry.life()).isInstanceOf(Waiting.class);
    assertThat(world.admission().isDue()).isFalse();
    world.clock().forward(Duration.ofSeconds(1));
    world.boundary();
    assertThat(world.readings()).hasSize(2);
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }

  @Test
  void aTableThatWasAlteredIsTriedAtOnce() throws Exception {
    world.given();
    world.publish(1, "a", 7);
    TableEntry entry = world.described(1, "a");
    world.boundary();
    world.reading(0).fails(new SQLException("permission denied", "42501"));
    world.boundary();

    world.publishAltered(1, "a", 7);
    world.checked();
    world.boundary();
    assertThat(world.readings()).hasSize(2);
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }

  @Test
  void theTaskFailsWithItsTableIfItIsToldTo() throws Exception {
    world.given("table.failure.mode", "fail");
    world.publish(1, "a", 7);
    world.described(1, "a");
    world.boundary();
    world.reading(0).fails(new SQLException("permission denied", "42501"));

    assertThatThrownBy(() -> world.admission().betweenTransactions(() -> {}))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("public.a")
        .hasMessageContaining("table.failure.mode=fail");
  }

  @Test
  void aChangeThatCannotBecomeARecordMakesItsTableWait() throws Exception {
    world.given();
    TableEntry entry = world.streaming(1, "a", 7);
    world.publish(1, "a", 7);

    world.tables().failed(entry, new DataException("a value cannot be decoded"));
    Waiting waiting = (Waiting) entry.life();
    assertThat(waiting.needs()).isEqualTo(NOW);
    assertThat(waiting.rowsMissing()).isFalse();
    assertThat(entry.captured()).isFalse();
    world.clock().forward(Duration.ofSeconds(1));
    world.boundary();
    assertThat(world.reading(0).tables())
        .containsExactly(new TableWork(world.published(A), STREAMED, false));
  }

  // Guards against: a slot that is held for good, since the table that waits was taken out of the
  // publication.
  @Test
  void aTableThatWaitsAndLeavesHoldsTheSlotNoMore() throws Exception {
    world.given();
    TableEntry entry = world.streaming(1, "a", 7);
    world.publish(1, "a", 7);
    world.tables().failed(entry, new DataException("a value cannot be decoded"));
    world.unpublish(A);

    world.checked();
    world.boundary();
    assertThat(entry.life()).isEqualTo(new Gone(NOW, true, false));
    world.connect().streamTo(NOW + 100);
    world.connect().streamTo(NOW + 200);
    assertThat(world.connect().outbox().confirmable()).isEqualTo(NOW + 200);
  }

  // Guards against: a lane that fails at each start, since a change of a table that is gone is left
  // in the slot.
  @Test
  void aChangeOfATableThatIsGoneStopsNothing() throws Exception {
    world.given();
    TableEntry entry = world.described(1, "a");
    assertThat(entry.life()).isInstanceOf(Gone.class);

    world.tables().failed(entry, new DataException("a value cannot be decoded"));
    assertThat(entry.captured()).isFalse();
    assertThat(entry.life().rowsMissing()).isTrue();
  }

  // Guards against: a slot that fills the disk of the source, because of one table.
  @Test
  void aTableThatWaitsDoesNotHoldTheSlotForever() throws Exception {
    world.given("table.hold.max.bytes", "1000");
    TableEntry entry = world.streaming(1, "a", 7);
    world.publish(1, "a", 7);
    world.tables().failed(entry, new DataException("a value cannot be decoded"));

    world.connect().streamTo(NOW + 1_000);
    assertThat(world.admission().isDue()).isFalse();
    assertThat(world.connect().outbox().confirmable()).isEqualTo(NOW);
    world.connect().streamTo(NOW + 1_001);
    world.boundary();
    assertThat(entry.life().needs()).isEqualTo(Lsn.NONE);
    assertThat(entry.life().rowsMissing()).isTrue();
    assertThat(world.connect().delivered()).containsExactly("public.a unread at " + (NOW - 10));
    world.connect().streamTo(NOW + 1_100);
    world.connect().streamTo(NOW + 1_200);
    assertThat(world.connect().outbox().confirmable()).isEqualTo(NOW + 1_200);
  }

  // Guards against: a table that is set aside after a moment, because the slot was far behind for
  // another reason.
  @Test
  void whatTheSlotKeepsAnywayIsNotKeptForATableThatWaits() throws Exception {
    world.given("table.hold.max.bytes", "1000");
    TableEntry entry = world.streaming(1, "a", 7);
    world.publish(1, "a", 7);
    world.connect().outbox().delivered(NOW + 5_000); // and nothing of it is stored
    world.tables().failed(entry, new DataException("a value cannot be decoded"));

    assertThat(world.admission().isDue()).isFalse();
    world.connect().streamTo(NOW + 5_001);
    world.boundary();
    assertThat(entry.life().needs()).isEqualTo(Lsn.NONE);
  }

  // Guards against: a task that is RUNNING, and in which nothing can arrive.
  @Test
  void aLaneWhoseTablesAllWaitForLongFails() throws Exception {
    world.given();
    world.publish(1, "a", 7);
    world.described(1, "a");
    world.boundary();
    world.reading(0).fails(new SQLException("permission denied", "42501"));
    world.boundary();
    world.clock().forward(Duration.ofMinutes(11));
    world.boundary();
    world.reading(1).fails(new SQLException("permission denied", "42501"));

    assertThatThrownBy(() -> world.admission().betweenTransactions(() -> {}))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("none of the tables")
        .hasMessageContaining("permission denied");
  }

  @Test
  void aLaneInWhichOneTableStreamsGoesOn() throws Exception {
    world.given();
    world.streaming(2, "b", 8);
    world.publish(2, "b", 8);
    world.publish(1, "a", 7);
    world.described(1, "a");
    world.boundary();
    world.reading(0).fails(new SQLException("permission denied", "42501"));
    world.boundary();
    world.clock().forward(Duration.ofMinutes(11));
    world.boundary();
    world.reading(1).fails(new SQLException("permission denied", "42501"));

    world.boundary();
    assertThat(world.tables().find(1).life()).isInstanceOf(Waiting.class);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.layout.Lane;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.CatchingUp;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.TableLife.Waiting;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The new table a is read while the lane streams from {@link #START}. */
class TableCatchUpTest {
  /** Where PostgreSQL's WAL begins. */
  private static final long START = 1L << 24;

  /** More than a table may lag behind for the stream to wait for it. */
  private static final long FAR = 5L << 20;

  private final SQLException lost = new SQLException("the server stops", "57P01");
  private final SQLException denied = new SQLException("permission denied for table b", "42501");

  private final Clock clock = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);
  private final TestTable test = new TestTable("reconnect.backoff.ms", "1000");
  private final ConnectWorker connect = new ConnectWorker(test);
  private final Tables tables = new Tables("srv", Map.of(), (lane, relation) -> null);
  private final PublishedTable published = InMemoryServer.table(1, "a", 7);
  private InMemoryReading reading;
  private TableCatchUp catchUp;
  private TableEntry entry;

  @BeforeEach
  void read() throws Exception {
    catchUp =
        new TableCatchUp(
            connect.outbox(),
            test.heartbeats,
            all -> {
              reading = new InMemoryReading(all);
              return reading;
            },
            new TableTrouble(new TaskConfig(test.config, Lane.single("slot")), clock));
    catchUp.serve(tables);
    connect.streamTo(START);
    entry = tables.add(1, published.id(), Membership.UNKNOWN, new New(START));
    catchUp.read(List.of(published), oid -> Set.of());
  }

  @Test
  void aTableThatIsReadIsWithheld() {
    assertThat(reading.isRunning()).isTrue();
    assertThat(catchUp.isBusy()).isTrue();
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(START));
    assertThat(entry.captured()).isFalse();
  }

  @Test
  void nothingIsDueWhileItsRowsAreRead() throws Exception {
    assertThat(catchUp.isDue()).isFalse();

    catchUp.join(() -> {});
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(START));
  }

  @Test
  void aTableWhoseRowsAreReadCatchesUp() throws Exception {
    connect.streamTo(START + 2 * FAR);
    reading.handedOverTo(START + FAR);
    assertThat(catchUp.isDue()).isTrue();

    catchUp.join(() -> {});
    assertThat(entry.life()).isEqualTo(new CatchingUp(START));
    assertThat(entry.captured()).isFalse();
    assertThat(reading.isRunning()).isTrue();
  }

  @Test
  void aTableThatHasCaughtUpStreamsAndIsStoredAsRead() throws Exception {
    connect.streamTo(START + 100);
    reading.handedOverTo(START + 100);

    catchUp.join(() -> {});
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(connect.delivered()).containsExactly("public.a read at " + (START + 100));
    assertThat(reading.isRunning()).isFalse();
    assertThat(catchUp.isBusy()).isFalse();
  }

  @Test
  void theStreamWaitsForATableThatIsClose() throws Exception {
    connect.streamTo(START + 200);
    reading.handedOverTo(START + 100);

    catchUp.join(() -> reading.handedOverTo(START + 200));
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(connect.delivered()).containsExactly("public.a read at " + (START + 200));
  }

  // Guards against: a change that is delivered twice, and out of order with later ones.
  @Test
  void theStreamSkipsWhatTheReadingHasDeliveredAheadOfIt() throws Exception {
    reading.handedOverTo(START + 300);

    catchUp.join(() -> {});
    assertThat(entry.cursor().advance(START + 299, START + 250)).isFalse();
    assertThat(entry.cursor().advance(START + 301, START + 250)).isTrue();
  }

  @Test
  void theSlotIsHeldWhereTheReadingBegan() throws Exception {
    connect.streamTo(START + 100);

    assertThat(connect.outbox().confirmable()).isEqualTo(START);
  }

  // Guards against: a slot that is confirmed before Connect has stored that the table is read.
  @Test
  void theSlotIsHeldUntilALaterPositionIsStored() throws Exception {
    connect.streamTo(START + 100);
    reading.handedOverTo(START + 100);

    catchUp.join(() -> {});
    assertThat(connect.outbox().confirmable()).isEqualTo(START);
    connect.streamTo(START + 101);
    assertThat(connect.outbox().confirmable()).isEqualTo(START + 101);
  }

  @Test
  void tablesThatAreReadTogetherStreamTogether() throws Exception {
    reading.handedOverTo(START);
    catchUp.join(() -> {});
    connect.delivered();
    List<PublishedTable> later =
        List.of(InMemoryServer.table(2, "b", 7), InMemoryServer.table(3, "c", 7));
    for (PublishedTable table : later) {
      tables.add(table.oid(), table.id(), Membership.UNKNOWN, new New(START));
    }

    catchUp.read(later, oid -> Set.of());
    assertThat(tables.find(2).life()).isEqualTo(Snapshotting.whileStreaming(START));
    assertThat(tables.find(3).life()).isEqualTo(Snapshotting.whileStreaming(START));
    reading.handedOverTo(START);
    catchUp.join(() -> {});
    assertThat(connect.delivered())
        .containsExactly("public.b read at " + START, "public.c read at " + START);
    assertThat(tables.counts()).isEqualTo(Map.of("Streaming", 3));
  }

  // Failures of all that is read

  @Test
  void aTableWhoseReadingFailsWaitsForTheNextTryWithTheReason() throws Exception {
    reading.fails(lost);
    assertThat(catchUp.isDue()).isTrue();

    catchUp.join(() -> {});
    Waiting waiting = (Waiting) entry.life();
    assertThat(waiting.problem().text()).contains("the server stops [SQLSTATE 57P01]");
    assertThat(waiting.attempts()).isEqualTo(1);
    assertThat(waiting.retryAt()).isEqualTo(clock.instant().plusSeconds(1));
    assertThat(waiting.rowsMissing()).isTrue();
    assertThat(catchUp.isBusy()).isFalse();
  }

  @Test
  void aTableOfWhichNothingWasDeliveredHoldsNothingWhileItWaits() throws Exception {
    reading.fails(lost);

    catchUp.join(() -> {});
    assertThat(entry.life().needs()).isEqualTo(Lsn.NONE);
    assertThat(entry.captured()).isFalse();
    connect.streamTo(START + 100);
    connect.streamTo(START + 200);
    assertThat(connect.outbox().confirmable()).isEqualTo(START + 200);
  }

  // Guards against: a delete that is never delivered, of a row that was read before the failure.
  @Test
  void aTableOfWhichSomethingWasDeliveredNeedsTheLogFromWhereItsReadingBegan() throws Exception {
    connect.streamTo(START + 100);
    reading.handedOver("public.a", TablePosition.snapshot(false, START + 50));
    reading.fails(lost);

    catchUp.join(() -> {});
    assertThat(entry.cursor().position()).isEqualTo(TablePosition.snapshot(false, START + 50));
    assertThat(entry.life().needs()).isEqualTo(START);
    assertThat(entry.captured()).isFalse();
    connect.streamTo(START + 200);
    assertThat(connect.outbox().confirmable()).isEqualTo(START);
  }

  // Guards against: changes that nothing delivers any more, of a table whose rows are not wanted.
  @Test
  void aTableOfWhichOnlyChangesAreWantedNeedsTheLogThoughNothingWasDelivered() throws Exception {
    PublishedTable other = InMemoryServer.table(2, "b", 7);
    TableEntry waiting = tables.add(2, other.id(), Membership.UNKNOWN, Streaming.INSTANCE);
    tables.become(
        waiting,
        new Waiting(
            TableTrouble.problem(other.id(), denied),
            clock.instant(),
            clock.instant(),
            1,
            connect.outbox().hold(tables.find(2)),
            false,
            false));
    catchUp.read(List.of(other), oid -> Set.of());
    assertThat(reading.tables())
        .containsExactly(new TableWork(other, TablePosition.snapshot(true, Lsn.NONE), false));
    reading.fails(lost);

    catchUp.join(() -> {});
    assertThat(waiting.life().needs()).isEqualTo(START);
    assertThat(waiting.life().rowsMissing()).isFalse();
    connect.streamTo(START + 100);
    assertThat(connect.outbox().confirmable()).isEqualTo(START);
  }

  @Test
  void theNextTryBeginsWhereTheLastOneStopped() throws Exception {
    reading.handedOver("public.a", TablePosition.snapshot(false, START + 50));
    reading.fails(lost);
    catchUp.join(() -> {});

    catchUp.read(List.of(published), oid -> Set.of());
    assertThat(reading.tables())
        .containsExactly(new TableWork(published, TablePosition.snapshot(false, START + 50), true));
    reading.fails(lost);
    catchUp.join(() -> {});
    assertThat(((Waiting) entry.life()).attempts()).isEqualTo(2);
    assertThat(((Waiting) entry.life()).retryAt()).isEqualTo(clock.instant().plusSeconds(2));
  }

  @Test
  void aTableThatFailsWhileItCatchesUpWaits() throws Exception {
    connect.streamTo(START + 2 * FAR);
    reading.handedOverTo(START + FAR);
    catchUp.join(() -> {});
    reading.fails(lost);

    catchUp.join(() -> {});
    assertThat(entry.life()).isInstanceOf(Waiting.class);
  }

  @Test
  void aTableThatFailsWhileTheStreamWaitsForItWaits() throws Exception {
    connect.streamTo(START + 200);
    reading.handedOverTo(START + 100);

    catchUp.join(() -> reading.fails(lost));
    assertThat(entry.life()).isInstanceOf(Waiting.class);
  }

  @Test
  void aTableThatFailsAtTheEndIsNotStoredAsRead() throws Exception {
    reading.handedOverTo(START);
    reading.failsAtTheEnd(lost);

    catchUp.join(() -> {});
    assertThat(entry.life()).isInstanceOf(Waiting.class);
    assertThat(connect.delivered()).isEmpty();
  }

  // Guards against: a table without its rows, since a thread ended that nobody asked.
  @Test
  void anErrorFailsTheLane() {
    OutOfMemoryError cause = new OutOfMemoryError("no heap");
    reading.fails(cause);

    assertThatThrownBy(() -> catchUp.join(() -> {})).isSameAs(cause);
  }

  // Failures of one table

  @Test
  void theOthersStreamWhenTheRowsOfOneTableCannotBeRead() throws Exception {
    TableEntry other = readTogether();
    reading.fails(2, denied, TableFailure.Kind.ROWS);
    reading.handedOverTo(START);

    catchUp.join(() -> {});
    assertThat(tables.find(3).life()).isEqualTo(Streaming.INSTANCE);
    Waiting waiting = (Waiting) other.life();
    assertThat(waiting.captured()).isFalse();
    assertThat(waiting.needs()).isEqualTo(Lsn.NONE);
    assertThat(waiting.problem().text())
        .contains("permission denied")
        .contains("GRANT SELECT ON \"public\".\"b\" TO");
    assertThat(connect.delivered()).containsExactly("public.c read at " + START);
  }

  @Test
  void aTableWhoseChangesAreDeliveredStreamsWithoutItsRows() throws Exception {
    TableEntry other = readTogether();
    reading.fails(2, denied, TableFailure.Kind.ROWS_BUT_CHANGES);
    reading.handedOverTo(START);

    catchUp.join(() -> {});
    Waiting waiting = (Waiting) other.life();
    assertThat(waiting.captured()).isTrue();
    assertThat(waiting.rowsMissing()).isTrue();
    assertThat(connect.delivered())
        .containsExactly("public.b unread at " + START, "public.c read at " + START);
  }

  @Test
  void aTableWhoseChangeCannotBeDeliveredHoldsTheSlotAndIsNotCaptured() throws Exception {
    TableEntry other = readTogether();
    reading.fails(2, denied, TableFailure.Kind.CHANGE);
    reading.handedOver("public.b", TablePosition.snapshot(false, START - 5));
    reading.handedOverTo(START);

    catchUp.join(() -> {});
    Waiting waiting = (Waiting) other.life();
    assertThat(waiting.captured()).isFalse();
    assertThat(waiting.needs()).isEqualTo(START);
    assertThat(other.cursor().position()).isEqualTo(TablePosition.snapshot(false, START - 5));
    connect.streamTo(START + 100);
    connect.streamTo(START + 200);
    assertThat(connect.outbox().confirmable()).isEqualTo(START);
  }

  /** The new tables b and c are read together. */
  private TableEntry readTogether() throws Exception {
    reading.handedOverTo(START);
    catchUp.join(() -> {});
    connect.delivered();
    List<PublishedTable> both =
        List.of(InMemoryServer.table(2, "b", 7), InMemoryServer.table(3, "c", 7));
    for (PublishedTable table : both) {
      tables.add(table.oid(), table.id(), Membership.UNKNOWN, new New(START));
    }
    catchUp.read(both, oid -> Set.of());
    return tables.find(2);
  }

  // Giving up

  @Test
  void whatIsBeingReadIsGivenUpForANewStart() throws Exception {
    catchUp.giveUp();

    assertThat(reading.isRunning()).isFalse();
    assertThat(catchUp.isBusy()).isFalse();
    assertThat(entry.life()).isInstanceOf(Waiting.class);
  }

  @Test
  void givingUpDoesNothingToATableThatStreams() throws Exception {
    reading.handedOverTo(START);
    catchUp.join(() -> {});

    catchUp.giveUp();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
  }

  @Test
  void theEndOfTheLaneEndsTheReading() {
    catchUp.close();

    assertThat(reading.isRunning()).isFalse();
  }

  @Test
  void onlyWhatAnotherSlotBringsIsBeingRead() {
    assertThat(TableCatchUp.isReading(Snapshotting.whileStreaming(START))).isTrue();
    assertThat(TableCatchUp.isReading(new CatchingUp(START))).isTrue();
    assertThat(TableCatchUp.isReading(Snapshotting.inChunks(null))).isFalse();
    assertThat(TableCatchUp.isReading(Snapshotting.atStart())).isFalse();
    assertThat(TableCatchUp.isReading(Streaming.INSTANCE)).isFalse();
  }
}

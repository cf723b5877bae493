/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static io.waltap.connect.stream.InMemorySource.begin;
import static io.waltap.connect.stream.InMemorySource.commit;
import static io.waltap.connect.stream.InMemorySource.damaged;
import static io.waltap.connect.stream.InMemorySource.insert;
import static io.waltap.connect.stream.InMemorySource.relation;
import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.lane.TableFailure.Kind;
import io.waltap.connect.layout.Lane;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.schema.UndecodableValueException;
import io.waltap.connect.schema.UndeliverableTableException;
import io.waltap.connect.stream.AckTracker;
import io.waltap.connect.stream.RecordQueue;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables a (OID 1) and b (OID 2) are read as of 600. */
class TableSyncTest {
  private static final long POINT = 600;

  /** The first of two transactions of a table is delivered: the one that commits at 100. */
  private static final TablePosition DELIVERED = TablePosition.streamed(100, 90, 0);

  private final SQLException lost = new SQLException("the server stops", "57P01");
  private final SQLException denied = new SQLException("permission denied for table b", "42501");

  private final TestTable test = new TestTable();
  private final ConnectWorker connect = new ConnectWorker(test);
  private final ConnectorMetrics metrics =
      new ConnectorMetrics("srv", "sync", new RecordQueue(10, 0, true), new AckTracker());
  private final InMemorySyncServer server = new InMemorySyncServer(test, POINT);
  private final PublishedTable a = InMemoryServer.table(1, "a", 7);
  private final PublishedTable b = InMemoryServer.table(2, "b", 7);
  private TableSync sync;

  @AfterEach
  void close() {
    metrics.close();
  }

  // The three steps

  @Test
  void rowsAreReadAndThenTheChangesSinceThem() throws Exception {
    server.rows("public.a", 1);
    server.slot.send(0, relation(1, "a"));
    server.slot.transaction(630, 1, 2);
    readToTheEnd(fresh(a));

    assertThat(server.done())
        .as("nothing was delivered before, so there is no copy")
        .containsExactly("make slot", "read [public.a]", "stream slot", "close");
    assertThat(connect.delivered())
        .containsExactly("public.a row 1 unread at 600", "public.a row 2 unread at 630");
    assertThat(sync.handed()).isEqualTo(635);
    assertThat(sync.positions())
        .isEqualTo(Map.of("public.a", TablePosition.streamedBeforeSnapshot(630, 620, 0, null)));
    assertThat(sync.failed()).isEmpty();
    assertThat(sync.failure()).isNull();
  }

  // Guards against: a row that was delivered, and deleted before its table is read again.
  @Test
  void changesOfATableOfWhichSomethingIsDeliveredComeBeforeItsRows() throws Exception {
    copySendsTwoTransactions();
    server.copy.keepAlive(POINT);
    server.rows("public.a", 3);
    server.slot.send(0, relation(1, "a"));
    server.slot.transaction(630, 1, 4);
    readToTheEnd(begun(a));

    assertThat(server.done())
        .containsExactly(
            "make slot", "stream copy until 600", "read [public.a]", "stream slot", "close");
    assertThat(connect.delivered())
        .containsExactly(
            "public.a row 2 unread at 200",
            "public.a row 3 unread at 600",
            "public.a row 4 unread at 630");
  }

  @Test
  void withoutRowsTheCopyIsStreamedToTheEnd() throws Exception {
    copySendsTwoTransactions();
    server.copy.idle(this::finish);
    read(new TableWork(a, DELIVERED, false));

    assertThat(server.done()).containsExactly("stream copy");
    assertThat(connect.delivered()).containsExactly("public.a row 2 streamed to 200");
    assertThat(sync.handed()).isEqualTo(205);
    assertThat(sync.failure()).isNull();
  }

  // Guards against: a table of which the very first change could not become a record, and whose
  // changes are never delivered because nothing of it was before.
  @Test
  void withoutRowsAllChangesComeIfNothingIsDelivered() throws Exception {
    copySendsTwoTransactions();
    server.copy.idle(this::finish);
    read(new TableWork(a, null, false));

    assertThat(connect.delivered())
        .containsExactly("public.a row 1 streamed to 100", "public.a row 2 streamed to 200");
  }

  @Test
  void changesOfATableWithoutRowsComeNextToTheRowsOfAnother() throws Exception {
    copySendsTwoTransactions();
    server.copy.keepAlive(POINT);
    server.rows("public.b", 5);
    server.slot.send(0, relation(2, "b"));
    server.slot.transaction(630, 2, 6);
    readToTheEnd(new TableWork(a, null, false), fresh(b));

    assertThat(connect.delivered())
        .containsExactly(
            "public.a row 1 streamed to 100",
            "public.a row 2 streamed to 200",
            "public.b row 5 unread at 600",
            "public.b row 6 unread at 630");
    assertThat(sync.positions()).containsEntry("public.a", TablePosition.snapshot(true, POINT));
  }

  // Failures of one table

  @Test
  void aTableWhoseRowsCannotBeReadIsLeftOut() throws Exception {
    server.rows("public.a", 1);
    server.rows("public.b", 1);
    server.refuse("public.b", denied);
    slotSendsAChangeOfBoth();
    readToTheEnd(fresh(a), fresh(b));

    assertThat(sync.failed()).isEqualTo(Map.of(2, new TableFailure(denied, Kind.ROWS)));
    assertThat(metrics.getSnapshotTables()).isEqualTo(2);
    assertThat(metrics.getSnapshotTablesLeft()).isZero();
    assertThat(connect.delivered())
        .containsExactly("public.a row 1 unread at 600", "public.a row 2 unread at 630");
    assertThat(sync.failure()).isNull();
  }

  // Guards against: a version of a row that was read and is never replaced by the next.
  @Test
  void aTableOfWhichSomeRowsAreReadGetsItsChanges() throws Exception {
    server.rows("public.a", 1);
    server.rows("public.b", 1, 9);
    server.refuseAfterARow("public.b", denied);
    slotSendsAChangeOfBoth();
    readToTheEnd(fresh(a), fresh(b));

    assertThat(sync.failed()).isEqualTo(Map.of(2, new TableFailure(denied, Kind.ROWS_BUT_CHANGES)));
    assertThat(connect.delivered())
        .containsExactly(
            "public.a row 1 unread at 600",
            "public.b row 1 unread at 600",
            "public.a row 2 unread at 630",
            "public.b row 3 unread at 660");
  }

  @Test
  void soDoesATableOfWhichSomethingWasDeliveredBefore() throws Exception {
    server.copy.keepAlive(POINT);
    server.refuse("public.b", denied);
    slotSendsAChangeOfBoth();
    readToTheEnd(fresh(a), begun(b));

    assertThat(sync.failed()).isEqualTo(Map.of(2, new TableFailure(denied, Kind.ROWS_BUT_CHANGES)));
    assertThat(connect.delivered())
        .containsExactly("public.a row 2 unread at 630", "public.b row 3 unread at 660");
  }

  @Test
  void aTableWithoutItsKeyIsLeftOut() throws Exception {
    Relation keyless =
        new Relation(
            2,
            "public",
            "b",
            ReplicaIdentity.DEFAULT,
            List.of(new RelationColumn(false, "name", 25, -1)));
    PublishedTable unsent =
        new PublishedTable(2, keyless.id(), Set.of(7), keyless, false, null, 1, true, true);
    server.rows("public.a", 1);
    readToTheEnd(fresh(a), fresh(unsent));

    assertThat(sync.failed()).containsOnlyKeys(2);
    assertThat(sync.failed().get(2).kind()).isEqualTo(Kind.ROWS);
    assertThat(sync.failed().get(2).cause()).isInstanceOf(UndeliverableTableException.class);
    assertThat(server.done()).contains("read [public.a]");
    assertThat(connect.delivered()).containsExactly("public.a row 1 unread at 600");
  }

  @Test
  void nothingOfATableIsDeliveredAfterAChangeThatCannotBe() throws Exception {
    server.slot.send(0, relation(1, "a"));
    server.slot.send(0, relation(2, "b"));
    server.slot.transaction(630, 2, 1);
    server.slot.send(640, begin(660));
    server.slot.send(650, damaged(2));
    server.slot.send(665, commit(660));
    server.slot.transaction(690, 2, 3);
    server.slot.transaction(720, 1, 4);
    readToTheEnd(fresh(a), fresh(b));

    assertThat(sync.failed()).containsOnlyKeys(2);
    assertThat(sync.failed().get(2).kind()).isEqualTo(Kind.CHANGE);
    assertThat(sync.failed().get(2).cause()).isInstanceOf(UndecodableValueException.class);
    assertThat(connect.delivered())
        .containsExactly("public.b row 1 unread at 630", "public.a row 4 unread at 720");
    assertThat(sync.positions())
        .containsEntry("public.b", TablePosition.streamedBeforeSnapshot(630, 620, 0, null));
  }

  // Guards against: a table that counts as delivered up to the snapshot, so that the next try skips
  // the change that could not be delivered, and those after it.
  @Test
  void aTableWhoseEarlierChangeCannotBeDeliveredStaysThere() throws Exception {
    server.copy.send(0, relation(2, "b"));
    server.copy.transaction(200, 2, 2);
    server.copy.send(280, begin(300));
    server.copy.send(290, damaged(2));
    server.copy.send(305, commit(300));
    server.copy.transaction(400, 2, 4);
    server.copy.keepAlive(POINT);
    server.rows("public.a", 1);
    readToTheEnd(fresh(a), begun(b));

    assertThat(sync.failed().get(2).kind()).isEqualTo(Kind.CHANGE);
    assertThat(server.done()).contains("read [public.a]");
    assertThat(connect.delivered())
        .containsExactly("public.b row 2 unread at 200", "public.a row 1 unread at 600");
    assertThat(sync.positions())
        .containsEntry("public.b", TablePosition.streamedBeforeSnapshot(200, 190, 0, null));
  }

  // Failures of all tables

  @ParameterizedTest
  @ValueSource(
      strings = {
        InMemorySyncServer.MAKE,
        InMemorySyncServer.COPY,
        InMemorySyncServer.READ,
        InMemorySyncServer.STREAM
      })
  void aLostConnectionIsTheFailureOfAll(String step) {
    server.copy.keepAlive(POINT);
    server.fail(step, lost);
    read(begun(a));

    assertThat(sync.failure()).isSameAs(lost);
    assertThat(sync.failed()).isEmpty();
    assertThat(sync.handed()).isEqualTo(Lsn.NONE);
  }

  // Guards against: a thread that ends without a word, and a table that is withheld forever.
  @ParameterizedTest
  @ValueSource(
      strings = {
        InMemorySyncServer.MAKE,
        InMemorySyncServer.COPY,
        InMemorySyncServer.READ,
        InMemorySyncServer.STREAM
      })
  void soIsAnError(String step) {
    OutOfMemoryError cause = new OutOfMemoryError("no heap");
    server.copy.keepAlive(POINT);
    server.fail(step, cause);
    read(begun(a));

    assertThat(sync.failure()).isSameAs(cause);
  }

  @Test
  void whereNothingWasHandedOverThereIsNoPosition() {
    server.fail(InMemorySyncServer.MAKE, lost);
    read(begun(a), fresh(b));

    assertThat(sync.positions()).isEmpty();
  }

  // Guards against: a change that is lost, because its batch was not handed over when the link
  // broke.
  @Test
  void theNextTryGoesOnAfterTheLastChangeThatWasHandedOver() throws Exception {
    server.copy.send(0, relation(1, "a"));
    server.copy.transaction(200, 1, 2);
    server.copy.keepAlive(210);
    server.copy.send(280, begin(300));
    server.copy.send(290, insert(1, 3));
    read(begun(a));
    assertThat(sync.failure()).hasMessage("the link broke");
    assertThat(connect.delivered()).containsExactly("public.a row 2 unread at 200");

    InMemorySyncServer next = new InMemorySyncServer(test, 700);
    next.copy.send(0, relation(1, "a"));
    next.copy.transaction(200, 1, 2);
    next.copy.transaction(300, 1, 3, 4);
    next.copy.keepAlive(700);
    next.rows("public.a", 4);
    next.slot.idle(this::finish);
    run(next, new TableWork(a, sync.positions().get("public.a"), true));
    assertThat(sync.failure()).isNull();
    assertThat(connect.delivered())
        .containsExactly(
            "public.a row 3 unread at 300",
            "public.a row 4 unread at 300",
            "public.a row 4 unread at 700");
  }

  @Test
  void theNextTryHasTheChangesSinceTheRowsThatWereRead() throws Exception {
    server.rows("public.a", 1);
    server.fail(InMemorySyncServer.STREAM, lost);
    read(fresh(a));
    assertThat(sync.positions()).containsEntry("public.a", TablePosition.snapshot(false, POINT));
    assertThat(connect.delivered()).containsExactly("public.a row 1 unread at 600");

    InMemorySyncServer next = new InMemorySyncServer(test, 700);
    next.copy.send(0, relation(1, "a"));
    next.copy.transaction(590, 1, 8);
    next.copy.transaction(650, 1, 9);
    next.copy.keepAlive(700);
    next.slot.idle(this::finish);
    run(next, new TableWork(a, sync.positions().get("public.a"), true));
    assertThat(connect.delivered()).containsExactly("public.a row 9 unread at 650");
  }

  @Test
  void whatIsHandedOverWhileCatchingUpCounts() throws Exception {
    server.slot.send(0, relation(1, "a"));
    server.slot.transaction(630, 1, 2);
    server.slot.keepAlive(650);
    read(fresh(a));

    assertThat(sync.failure()).hasMessage("the link broke");
    assertThat(sync.handed()).isEqualTo(650);
    assertThat(sync.positions())
        .containsEntry("public.a", TablePosition.streamedBeforeSnapshot(630, 620, 0, null));
  }

  // The end of the lane

  @Test
  void readingThatIsAbortedHasNotFailed() throws Exception {
    server.waitAt(InMemorySyncServer.READ);
    sync = sync(server, fresh(a));
    sync.start();
    server.awaitReached();
    assertThat(metrics.getSnapshotTablesLeft()).isOne();

    sync.abortAndWait();
    assertThat(metrics.getSnapshotTablesLeft()).as("given up").isZero();
    assertThat(sync.failure()).isNull();
    assertThat(server.done()).endsWith("close");
  }

  // Guards against: a lane that cannot start again while the server makes a slot wait.
  @Test
  void aSlotThatTheServerDoesNotMakeIsNotWaitedFor() throws Exception {
    server.waitAt(InMemorySyncServer.MAKE);
    sync = sync(server, fresh(a));
    sync.start();
    server.awaitReached();

    sync.abortAndWait();
    assertThat(server.isEnded()).isTrue();
  }

  @Test
  void anInterruptThatWasNotAskedForIsAFailure() {
    server.slot.idle(() -> Thread.currentThread().interrupt());
    read(fresh(a));

    assertThat(sync.failure())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("interrupted");
  }

  /** Nothing of the table was delivered. */
  private static TableWork fresh(PublishedTable table) {
    return new TableWork(table, null, true);
  }

  /** Something of the table was delivered, and its rows are wanted. */
  private static TableWork begun(PublishedTable table) {
    return new TableWork(table, DELIVERED, true);
  }

  /** Two transactions of table a, of which {@link #DELIVERED} covers the first. */
  private void copySendsTwoTransactions() {
    server.copy.send(0, relation(1, "a"));
    server.copy.transaction(100, 1, 1);
    server.copy.transaction(200, 1, 2);
  }

  private void slotSendsAChangeOfBoth() {
    server.slot.send(0, relation(1, "a"));
    server.slot.send(0, relation(2, "b"));
    server.slot.transaction(630, 1, 2);
    server.slot.transaction(660, 2, 3);
  }

  /** Reads the tables on this thread, until the slot has sent everything and is told to stop. */
  private void readToTheEnd(TableWork... works) {
    server.slot.idle(this::finish);
    read(works);
  }

  private void read(TableWork... works) {
    run(server, works);
  }

  private void run(InMemorySyncServer from, TableWork... works) {
    sync = sync(from, works);
    sync.run();
  }

  private TableSync sync(InMemorySyncServer from, TableWork... works) {
    return new TableSync(
        new TaskConfig(test.config, Lane.single("slot")),
        from,
        test.context,
        test.schemas,
        connect.outbox(),
        metrics,
        List.of(works));
  }

  private void finish() {
    try {
      sync.finish(() -> {});
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

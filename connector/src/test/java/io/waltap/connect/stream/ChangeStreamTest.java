/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import static io.waltap.connect.pgoutput.MessageBytes.message;
import static io.waltap.connect.stream.InMemorySource.begin;
import static io.waltap.connect.stream.InMemorySource.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.pgoutput.MessageBytes;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class ChangeStreamTest {
  private final TestTable visits = new TestTable();
  private final Tables tables = new Tables("srv", Map.of(), (lane, relation) -> null);
  private final RecordBuilder builder = new RecordBuilder(visits.context, visits.schemas, tables);

  /** What is handed over, and the turns of the side work, in order. */
  private final List<String> log = new ArrayList<>();

  private final InMemorySource source = new InMemorySource();
  private final Sink sink = new Sink(log);
  private final Turns turns = new Turns();
  private final ChangeStream stream = stream(new BatchLimit(100));

  ChangeStreamTest() {
    tables.add(TestTable.OID, TestTable.ID, Membership.UNKNOWN, TableLife.Streaming.INSTANCE);
    source.send(0, relation());
  }

  @Test
  void whatWasReadIsHandedOverWhenNothingMoreIsThere() {
    source.transaction(30, TestTable.OID, 1, 2);
    source.transaction(60, TestTable.OID, 3);
    source.keepAlive(65);
    runUntilTheLinkBreaks(stream);

    assertThat(log).containsExactly("[1, 2, 3]");
  }

  @Test
  void batchesAreHandedOverInTheOrderOfTheStream() {
    source.transaction(30, TestTable.OID, 1);
    source.keepAlive(35);
    source.transaction(60, TestTable.OID, 2);
    source.keepAlive(65);
    runUntilTheLinkBreaks(stream);

    assertThat(log).containsExactly("[1]", "[2]");
  }

  @Test
  void aFullBatchIsHandedOverInTheMiddleOfATransactionAndSaysSo() {
    source.transaction(30, TestTable.OID, 1, 2, 3);
    source.transaction(60, TestTable.OID, 4);
    source.keepAlive(65);
    runUntilTheLinkBreaks(stream(new BatchLimit(2)));

    assertThat(log).containsExactly("[1, 2] and more", "[3, 4] and more");
  }

  @Test
  void aBatchKnowsTheLastRecordOfItsWholeTransactions() {
    source.transaction(30, TestTable.OID, 1, 2);
    source.transaction(60, TestTable.OID, 3);
    runUntilTheLinkBreaks(stream(new BatchLimit(3)));

    assertThat(log).containsExactly("[1, 2, 3] and more");
    Batch batch = sink.batches.get(0);
    assertThat(batch.lastOfWholeTransactions()).isSameAs(batch.records().get(1));
  }

  @Test
  void aBatchIsFullByItsBytesToo() {
    source.transaction(30, TestTable.OID, 1, 2);
    runUntilTheLinkBreaks(stream(new BatchLimit(100, 1)));

    assertThat(log).containsExactly("[1] and more", "[2] and more");
  }

  @Test
  void aHeartbeatThatIsDueGoesOutAfterTheCommit() {
    sink.heartbeatDue = true;
    source.transaction(30, TestTable.OID, 1, 2);
    source.transaction(60, TestTable.OID, 3);
    runUntilTheLinkBreaks(stream);

    assertThat(log).containsExactly("[1, 2]", "[3]");
  }

  @Test
  void theEndOfACommitIsDelivered() {
    source.transaction(30, TestTable.OID, 1);
    source.transaction(60, TestTable.OID, 2);
    runUntilTheLinkBreaks(stream);

    assertThat(sink.delivered).containsExactly(35L, 65L);
  }

  @Test
  void theServersPlaceIsDeliveredWhenNothingIsThere() {
    source.transaction(30, TestTable.OID, 1);
    source.keepAlive(90);
    runUntilTheLinkBreaks(stream);

    assertThat(sink.delivered).containsExactly(35L, 90L);
  }

  @Test
  void theServersPlaceIsNotDeliveredWithinATransaction() {
    source.send(10, begin(30));
    source.send(20, insert(1));
    source.keepAlive(25);
    source.send(35, commit(30));
    runUntilTheLinkBreaks(stream);

    assertThat(sink.delivered).containsExactly(35L);
    assertThat(log).containsExactly("[1] and more");
  }

  @Test
  void aPlaceThatIsNotKnownIsNotDelivered() {
    source.keepAlive(0);
    runUntilTheLinkBreaks(stream);

    assertThat(sink.delivered).isEmpty();
  }

  @Test
  void changesOfOtherTablesAreNotDecoded() {
    turns.due = true;
    source.send(20, message('I').int32(99)); // it has no columns, so it cannot be decoded
    runUntilTheLinkBreaks(stream);

    assertThat(log).as("at the start and after the relation").containsExactly("turn", "turn");
    assertThat(source.confirmed()).hasSize(2);
  }

  @Test
  void sideWorkHasItsTurnBetweenTransactionsAfterAllEarlierRecords() {
    turns.due = true;
    source.transaction(30, TestTable.OID, 1, 2);
    source.transaction(60, TestTable.OID, 3);
    runUntilTheLinkBreaks(stream);

    assertThat(log)
        .as("at the start, after the relation, and after each transaction")
        .containsExactly("turn", "turn", "[1, 2]", "turn", "[3]", "turn");
  }

  @Test
  void sideWorkHasNoTurnAfterABatchThatEndsWithinATransaction() {
    turns.due = true;
    source.transaction(30, TestTable.OID, 1, 2);
    runUntilTheLinkBreaks(stream(new BatchLimit(1)));

    assertThat(log).containsExactly("turn", "turn", "[1] and more", "[2] and more", "turn");
  }

  @Test
  void sideWorkHasItsTurnWhileNothingIsThere() {
    source.transaction(30, TestTable.OID, 1);
    source.idle(() -> turns.due = true);
    runUntilTheLinkBreaks(stream);

    assertThat(log).containsExactly("[1]", "turn");
  }

  @Test
  void sideWorkEndsTheStream() throws Exception {
    turns.goesOn = false;
    source.transaction(30, TestTable.OID, 1);
    source.idle(() -> turns.due = true);
    source.transaction(60, TestTable.OID, 2);
    stream.run(source);

    assertThat(log).containsExactly("[1]", "turn");
    assertThat(source.unread()).isEqualTo(3);
  }

  @Test
  void sideWorkMayEndTheStreamBeforeItsFirstMessage() throws Exception {
    turns.due = true;
    turns.goesOn = false;
    stream.run(source);

    assertThat(source.unread()).isEqualTo(1);
  }

  @Test
  void afterEachReadWhatTheSinkSaysIsConfirmed() {
    sink.confirmable = 7;
    source.idle(() -> sink.confirmable = 12);
    source.keepAlive(90);
    runUntilTheLinkBreaks(stream);

    assertThat(source.confirmed()).containsExactly(7L, 12L, 12L);
  }

  @Test
  void theServerIsToldThatWeAreAliveWhileThereIsNoRoom() {
    sink.confirmable = 7;
    sink.full = true;
    runUntilTheLinkBreaks(stream);

    assertThat(source.keptAlive()).as("before each read").containsExactly(7L, 7L);
  }

  @Test
  void runUntilStopsBeforeATransactionThatCommittedAtTheEnd() throws Exception {
    source.transaction(30, TestTable.OID, 1);
    source.transaction(60, TestTable.OID, 2);
    stream.runUntil(60, source);

    assertThat(log).containsExactly("[1]");
    assertThat(source.unread()).as("insert and commit").isEqualTo(2);
  }

  @Test
  void runUntilTakesATransactionThatCommittedJustBeforeTheEnd() throws Exception {
    source.transaction(60, TestTable.OID, 2);
    source.keepAlive(65);
    stream.runUntil(61, source);

    assertThat(log).containsExactly("[2]");
    assertThat(sink.delivered).containsExactly(65L, 65L);
  }

  @Test
  void runUntilStopsWhenTheServerHasReadTheWalUpToTheEnd() throws Exception {
    source.keepAlive(59);
    source.keepAlive(60);
    source.keepAlive(61);
    stream.runUntil(60, source);

    assertThat(source.unread()).isEqualTo(1);
  }

  @Test
  void runUntilDoesNotStopWithinATransaction() throws Exception {
    source.send(10, begin(30));
    source.send(20, insert(1));
    source.keepAlive(90);
    source.send(21, insert(2));
    source.send(35, commit(30));
    source.keepAlive(90);
    stream.runUntil(60, source);

    assertThat(log).containsExactly("[1] and more", "[2]");
    assertThat(source.unread()).isZero();
  }

  // Guards against: rows of a snapshot that are read before the changes up to it are delivered.
  @Test
  void sideWorkDoesNotEndAStreamThatHasAnEnd() throws Exception {
    turns.due = true;
    turns.goesOn = false;
    source.transaction(30, TestTable.OID, 1);
    source.keepAlive(60);
    stream.runUntil(60, source);

    assertThat(log).contains("[1]");
    assertThat(source.unread()).isZero();
  }

  // Guards against: a Kafka transaction that ends within a PostgreSQL transaction, because the link
  // broke and the next stream begins before it.
  @Test
  void afterABreakWithinATransactionNothingIsBetweenTransactionsUntilItIsPassed() {
    source.send(10, begin(60));
    source.send(20, insert(1));
    source.keepAlive(25);
    runUntilTheLinkBreaks(stream);
    assertThat(builder.isBetweenTransactions()).isFalse();

    source.send(0, relation());
    source.keepAlive(30);
    runUntilTheLinkBreaks(stream);
    assertThat(builder.isBetweenTransactions()).isFalse();

    source.keepAlive(70);
    runUntilTheLinkBreaks(stream);
    assertThat(builder.isBetweenTransactions()).isTrue();
  }

  @Test
  void anInterruptionEndsTheStream() {
    source.idle(() -> Thread.currentThread().interrupt());
    source.transaction(30, TestTable.OID, 1);

    assertThatThrownBy(() -> stream.run(source)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).as("is still interrupted").isFalse();
    assertThat(source.unread()).isEqualTo(3);
  }

  // Guards against: records that are lost, since they count as delivered and are not built again.
  @Test
  void whatABrokenLinkLeftIsHandedOverBeforeTheNextStream() {
    source.send(10, begin(30));
    source.send(20, insert(1));
    runUntilTheLinkBreaks(stream);
    assertThat(log).isEmpty();

    source.send(0, relation());
    source.transaction(30, TestTable.OID, 1, 2);
    source.keepAlive(35);
    runUntilTheLinkBreaks(stream);
    assertThat(log).containsExactly("[1] and more", "[2]");
  }

  private ChangeStream stream(BatchLimit limit) {
    return new ChangeStream(builder, sink, turns, limit);
  }

  private void runUntilTheLinkBreaks(ChangeStream running) {
    assertThatThrownBy(() -> running.run(source))
        .isInstanceOf(SQLException.class)
        .hasMessage("the link broke");
  }

  private static MessageBytes relation() {
    return InMemorySource.relation(TestTable.OID, "visits");
  }

  private static MessageBytes insert(int id) {
    return InMemorySource.insert(TestTable.OID, id);
  }

  /** Notes what it is told, and the keys of what it takes. */
  private static final class Sink implements RecordSink {
    private final List<String> log;
    private final List<Batch> batches = new ArrayList<>();
    private final List<Long> delivered = new ArrayList<>();
    private long confirmable;
    private boolean heartbeatDue;
    private boolean full;

    Sink(List<String> log) {
      this.log = log;
    }

    @Override
    public void delivered(long lsn) {
      delivered.add(lsn);
    }

    @Override
    public boolean heartbeatDue() {
      return heartbeatDue;
    }

    @Override
    public long confirmable() {
      return confirmable;
    }

    @Override
    public void awaitRoom(KeepAlive keepAlive) throws SQLException {
      if (full) {
        keepAlive.run();
      }
    }

    @Override
    public boolean hand(Batch batch, boolean betweenTransactions, KeepAlive keepAlive) {
      if (batch.isEmpty()) {
        return false;
      }
      List<Integer> ids = new ArrayList<>();
      for (SourceRecord record : batch.records()) {
        ids.add(((Struct) record.key()).getInt32("id"));
      }
      log.add(ids + (betweenTransactions ? "" : " and more"));
      batches.add(batch);
      return true;
    }
  }

  /** Side work that notes its turns. */
  private final class Turns implements SideWork {
    private boolean due;
    private boolean goesOn = true;

    @Override
    public boolean isDue() {
      return due;
    }

    @Override
    public boolean betweenTransactions(RecordSink.KeepAlive keepAlive) {
      log.add(builder.inTransaction() ? "turn within a transaction" : "turn");
      return goesOn;
    }
  }
}

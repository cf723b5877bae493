/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.TablePartition;
import io.waltap.connect.database.TablePartitions;
import io.waltap.connect.layout.Lane;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.TestTable;
import io.waltap.connect.snapshot.incremental.IncrementalSnapshot;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.TableLife.Waiting;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of tables that come, go and change while the lane streams; it has delivered up to
 * {@link #NOW}.
 */
class TableAdmissionTest {
  private static final long NOW = 1L << 24;
  private static final TableId A = new TableId("public", "a");

  /** Of a table that has streamed for a while. */
  private static final TablePosition STREAMED = TablePosition.streamed(NOW - 10, NOW - 20, 0);

  private final Map<TableId, PublishedTable> published = new TreeMap<>();
  private final Map<TableId, TablePosition> stored = new HashMap<>();
  private final List<InMemoryReading> readings = new ArrayList<>();
  private final SteppedClock clock = new SteppedClock();
  private final RelationDecisions decisions = new RelationDecisions();
  private ConnectWorker connect;
  private PublicationCheck check;
  private TableAdmission admission;
  private Tables tables;
  private final Set<TableId> others = new HashSet<>();
  private int schemaQuestions;
  private int questions;

  @AfterEach
  void close() {
    admission.close();
  }

  // A new table

  @Test
  void aNewTableIsWithheldAndRead() throws Exception {
    given();
    publish(1, "a", 7);

    TableEntry entry = tables.described(InMemoryServer.relation(1, "a"));
    assertThat(entry.life()).isEqualTo(new New(NOW));
    assertThat(entry.captured()).isFalse();
    boundary();
    assertThat(read()).containsExactly("public.a");
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
    assertThat(entry.captured()).isFalse();
  }

  @Test
  void aNewTableThatHasBeenReadStreams() throws Exception {
    given();
    publish(1, "a", 7);
    TableEntry entry = tables.described(InMemoryServer.relation(1, "a"));
    boundary();

    assertThat(admission.isDue()).isFalse();
    readings.get(0).handedOverTo(NOW);
    boundary();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(connect.delivered()).containsExactly("public.a read at " + NOW);
  }

  @Test
  void aCheckFindsANewTableBeforeItHasChanges() throws Exception {
    given();
    publish(1, "a", 7);

    checked();
    boundary();
    assertThat(read()).containsExactly("public.a");
    assertThat(tables.find(1).membership()).isEqualTo(new Membership(Set.of(7)));
  }

  @Test
  void eachCheckAsksForWhatWasNotKnownOfLockedTables() throws Exception {
    given();
    publish(1, "a", 7);

    checked();
    boundary();
    assertThat(schemaQuestions).isEqualTo(1);
  }

  // Guards against: a small new table that waits for hours, while a large one is read.
  @Test
  void aSecondNewTableIsReadWhileTheFirstIs() throws Exception {
    given();
    publish(1, "a", 7);
    tables.described(InMemoryServer.relation(1, "a"));
    boundary();
    publish(2, "b", 7);
    TableEntry second = tables.described(InMemoryServer.relation(2, "b"));

    boundary();
    assertThat(read()).containsExactly("public.b");
    readings.get(1).handedOverTo(NOW);
    boundary();
    assertThat(second.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(readings.get(0).isRunning()).isTrue();
  }

  // Guards against: old changes after newer rows: the former table's changes come later in a
  // stream that lags.
  @Test
  void aTableThatACheckFindsIsReadOnceTheStreamHasPassedTheCheck() throws Exception {
    given();
    publish(1, "a", 7);

    check.answer(found(NOW + 50));
    boundary();
    assertThat(readings).isEmpty();
    assertThat(tables.find(1).life()).isEqualTo(new New(NOW + 50));
    assertThat(admission.isDue()).isFalse();
    connect.streamTo(NOW + 60);
    boundary();
    assertThat(read()).containsExactly("public.a");
  }

  @Test
  void underForAllTablesANewTableStreamsAtOnce() throws Exception {
    givenAllTables();
    publish(1, "a", 7);

    TableEntry entry = tables.described(InMemoryServer.relation(1, "a"));
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(admission.isDue()).isFalse();
  }

  // Guards against: rows that are in no stream, since they were written under another name.
  @Test
  void underForAllTablesATableThatWasAlteredIsRead() throws Exception {
    givenAllTables();
    publishAltered(1, "a", 7);

    TableEntry entry = tables.described(InMemoryServer.relation(1, "a"));
    assertThat(entry.captured()).isFalse();
    boundary();
    assertThat(read()).containsExactly("public.a");
  }

  // Guards against: rows of a table that comes once the publication was made again, for some tables
  // only.
  @Test
  void aTableOfAnotherPublicationUnderTheNameIsRead() throws Exception {
    givenAllTables();
    publish(1, "a", 9);

    tables.described(InMemoryServer.relation(1, "a"));
    boundary();
    assertThat(read()).containsExactly("public.a");
  }

  @Test
  void underForAllTablesATableThatTheStreamKnewByAnotherNameIsRead() throws Exception {
    lane(true, "table.include.list", "public\\.a");
    tables.described(InMemoryServer.relation(1, "staging"));
    publish(1, "a", 7);

    TableEntry entry = tables.described(InMemoryServer.relation(1, "a"));
    assertThat(entry.captured()).isFalse();
    boundary();
    assertThat(read()).containsExactly("public.a");
  }

  @Test
  void withNoDataANewTableStreamsAtOnce() throws Exception {
    given("snapshot.mode", "no_data");
    publish(1, "a", 7);

    assertThat(tables.described(InMemoryServer.relation(1, "a")).captured()).isTrue();
    assertThat(admission.isDue()).isFalse();
  }

  @Test
  void aNewTableOutsideOfTheSnapshotListStreamsAtOnce() throws Exception {
    given("snapshot.include.collection.list", "public\\.b");
    publish(1, "a", 7);

    assertThat(tables.described(InMemoryServer.relation(1, "a")).captured()).isTrue();
    assertThat(admission.isDue()).isFalse();
  }

  @Test
  void aTableThatIsNotTheLanesIsNoTable() throws Exception {
    given("table.include.list", "public\\.b");
    publish(1, "a", 7);

    assertThat(tables.described(InMemoryServer.relation(1, "a"))).isNull();
  }

  // Guards against: a question for all tables for each partition that the stream describes.
  @Test
  void relationsOfOneTransactionAreAskedForTogether() throws Exception {
    given();
    publish(1, "root", 7);

    tables.described(InMemoryServer.relation(1, "root"));
    tables.described(InMemoryServer.relation(2, "leaf_1"));
    tables.described(InMemoryServer.relation(3, "leaf_2"));
    assertThat(questions).isEqualTo(1);

    publish(4, "b", 8);
    assertThat(admission.isDue()).as("the transaction has ended").isTrue();
    assertThat(tables.described(InMemoryServer.relation(4, "b")).life())
        .as("it was published after the answer")
        .isEqualTo(new New(NOW));
    assertThat(questions).isEqualTo(2);
  }

  // A table whose name is taken

  // Guards against: changes of two tables in one topic.
  @Test
  void aNewTableWhoseTopicIsTakenWaitsUntilTheOtherIsGone() throws Exception {
    given();
    publish(1, "a$", 7);
    streaming(1, "a$", 7);
    publish(2, "a#", 8);

    TableEntry entry = tables.described(InMemoryServer.relation(2, "a#"));
    assertThat(entry.captured()).isFalse();
    checked();
    boundary();
    assertThat(readings).isEmpty();
    assertThat(tables.notStreaming())
        .singleElement()
        .satisfies(
            status ->
                assertThat(status.text())
                    .startsWith("Waiting")
                    .contains("\"a$\"")
                    .contains("\"a#\"")
                    .contains("topic.name.escape"));

    published.remove(new TableId("public", "a$"));
    checked();
    boundary(); // the other is let go
    assertThat(entry.captured()).isFalse();
    checked();
    boundary();
    assertThat(read()).containsExactly("public.a#");
  }

  // Guards against: rows that were skipped while the table waited, and that count as streamed.
  @Test
  void underForAllTablesATableThatWaitedForItsNameIsRead() throws Exception {
    givenAllTables();
    publish(1, "a$", 7);
    streaming(1, "a$", 7);
    publish(2, "a#", 7);
    tables.described(InMemoryServer.relation(2, "a#"));

    published.remove(new TableId("public", "a$"));
    checked();
    boundary();
    checked();
    boundary();
    assertThat(read()).containsExactly("public.a#");
  }

  // Guards against: the stored position of one table overwritten by another's.
  @Test
  void ofATableThatSharesAStoredPositionNothingIsStored() throws Exception {
    given();
    PublishedTable first = inSchema(1, "a.b", "c");
    PublishedTable second = inSchema(2, "a", "b.c");
    TableEntry begun =
        tables.add(1, first.id(), new Membership(first.members()), Streaming.INSTANCE);
    tables.delivered(begun, STREAMED);

    checked();
    boundary();
    TableEntry entry = tables.find(second.oid());
    assertThat(entry.life()).isInstanceOf(Waiting.class);
    published.remove(second.id());
    checked();
    boundary();
    assertThat(entry.life()).isInstanceOf(Gone.class);
    assertThat(connect.delivered()).isEmpty();
  }

  @Test
  void aTopicOfAnotherLanesTableIsTakenToo() throws Exception {
    given();
    others.add(new TableId("public", "a$"));
    publish(2, "a#", 8);

    checked();
    boundary();
    assertThat(tables.find(2).life()).isInstanceOf(Waiting.class);
  }

  @Test
  void transformationsMayRenameTopics() throws Exception {
    given("transforms", "route");
    publish(1, "a$", 7);
    streaming(1, "a$", 7);
    publish(2, "a#", 8);

    checked();
    boundary();
    assertThat(read()).containsExactly("public.a#");
  }

  // A table that leaves

  @Test
  void aTableThatLeavesIsStoredAsUnread() throws Exception {
    given();
    TableEntry entry = streaming(1, "a", 7);

    checked();
    boundary();
    assertThat(entry.life()).isEqualTo(new Gone(NOW, true));
    assertThat(connect.delivered()).containsExactly("public.a unread at " + (NOW - 10));
  }

  @Test
  void whatTheStreamStillBringsOfATableThatHasLeftIsCaptured() throws Exception {
    given();
    TableEntry entry = streaming(1, "a", 7);

    checked();
    boundary();
    assertThat(entry.captured()).isTrue();
    assertThat(tables.described(InMemoryServer.relation(1, "a"))).isSameAs(entry);
  }

  @Test
  void aTableThatReturnsIsReadAgain() throws Exception {
    given();
    TableEntry entry = streaming(1, "a", 7);
    checked();
    boundary();

    publish(1, "a", 8);
    checked();
    boundary();
    assertThat(read()).containsExactly("public.a");
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
    assertThat(entry.membership()).isEqualTo(new Membership(Set.of(8)));
  }

  @Test
  void underForAllTablesADroppedTableIsNotStoredAsUnread() throws Exception {
    givenAllTables();
    TableEntry entry = streaming(1, "a", 7);

    checked();
    boundary();
    assertThat(entry.life()).isEqualTo(new Gone(NOW, false));
    assertThat(connect.delivered()).isEmpty();
  }

  @Test
  void aTableThatLeavesBeforeItIsReadHasNothingToForget() throws Exception {
    given();
    publish(2, "b", 7);
    check.answer(found(NOW + 50));
    boundary();
    TableEntry second = tables.find(2);

    published.remove(second.id());
    checked();
    boundary();
    assertThat(second.life()).isEqualTo(new Gone(NOW, true));
    assertThat(connect.delivered()).isEmpty();
    assertThat(admission.isDue()).isFalse();
    assertThat(readings).isEmpty();
  }

  // Guards against: a table that is taken for gone since a check was made before it came.
  @Test
  void aCheckThatIsOlderThanTheStreamTakesNothingAway() throws Exception {
    given();
    TableEntry entry = streaming(1, "a", 7);
    publish(1, "a", 7);

    check.answer(new CapturedTables(Map.of(), Set.of(), NOW));
    boundary();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(connect.delivered()).isEmpty();
  }

  // Another membership

  @Test
  void anotherMembershipUnderTheSameOidIsReadAgain() throws Exception {
    given();
    TableEntry entry = streaming(1, "a", 7);

    publish(1, "a", 8);
    checked();
    boundary();
    assertThat(read()).containsExactly("public.a");
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }

  @Test
  void aTableThatIsReadAgainIsStoredAsUnread() throws Exception {
    given();
    streaming(1, "a", 7);
    publish(1, "a", 8);
    checked();

    boundary();
    assertThat(connect.delivered()).containsExactly("public.a unread at " + (NOW - 10));
  }

  @Test
  void aMembershipThatContinuesIsAdopted() throws Exception {
    given();
    TableEntry entry = streaming(1, "a", 7);

    publish(1, "a", 7, 8);
    checked();
    boundary();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(entry.membership()).isEqualTo(new Membership(Set.of(7, 8)));
    assertThat(readings).isEmpty();
  }

  @Test
  void aTableThatIsBeingReadIsNotReadAnotherTime() throws Exception {
    given();
    publish(1, "a", 7);
    tables.described(InMemoryServer.relation(1, "a"));
    boundary();

    publish(1, "a", 8);
    checked();
    boundary();
    assertThat(readings).hasSize(1);
    assertThat(tables.find(1).life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }

  // Another table under the same name

  @Test
  void anotherOidUnderTheSameNameIsAnotherTableThatIsRead() throws Exception {
    given();
    TableEntry old = streaming(1, "a", 7);
    publish(2, "a", 9);

    TableEntry entry = tables.described(InMemoryServer.relation(2, "a"));
    assertThat(entry).isNotSameAs(old);
    assertThat(entry.captured()).isFalse();
    boundary();
    assertThat(read()).containsExactly("public.a");
    assertThat(readings.get(0).tables()).extracting(work -> work.table().oid()).containsExactly(2);
    assertThat(connect.delivered()).containsExactly("public.a unread at " + (NOW - 10));
  }

  @Test
  void lateChangesOfTheTableThatHadTheNameAreStillCaptured() throws Exception {
    given();
    TableEntry old = streaming(1, "a", 7);
    publish(2, "a", 9);

    tables.described(InMemoryServer.relation(2, "a"));
    assertThat(tables.find(1)).isSameAs(old);
    assertThat(old.captured()).isTrue();
    assertThat(old.life()).isEqualTo(new Gone(NOW, true));
  }

  @Test
  void whatTheStreamStillBringsOfADroppedTableIsCapturedAfterItsStoredPosition() throws Exception {
    given();
    stored.put(A, STREAMED);

    TableEntry entry = tables.described(InMemoryServer.relation(1, "a"));
    assertThat(entry.life()).isEqualTo(new Gone(Lsn.NONE, true));
    assertThat(entry.captured()).isTrue();
    assertThat(entry.cursor().advance(NOW - 10, NOW - 20)).isFalse();
    assertThat(entry.cursor().advance(NOW - 5, NOW - 6)).isTrue();
  }

  // Partitions of a table that is published as their root

  // Guards against: rows that came with a partition, and are in no stream.
  @Test
  void aPartitionThatIsAttachedIsReadAlone() throws Exception {
    given();
    TableEntry entry = streamingRoot(100, InMemoryServer.partition(3, 0));
    publishRoot(120, InMemoryServer.partition(3, 0), InMemoryServer.partition(4, 110));

    checked();
    boundary();
    assertThat(readings.get(0).tables())
        .containsExactly(
            new TableWork(published.get(A), STREAMED.within(null), true, Set.of(4), 120));
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
    assertThat(connect.delivered()).containsExactly("public.a unread at " + (NOW - 10));
    readings.get(0).handedOverTo(NOW);
    boundary();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
  }

  @Test
  void aPartitionThatIsCreatedAsOneIsNotRead() throws Exception {
    given();
    TableEntry entry = streamingRoot(100, InMemoryServer.partition(3, 0));
    publishRoot(120, InMemoryServer.partition(3, 0), InMemoryServer.partition(4, 0));

    checked();
    boundary();
    assertThat(readings).isEmpty();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    assertThat(tables.offset(entry)).containsEntry("partitions_xid", 120L);
  }

  // Guards against: rows that a server before PostgreSQL 15 does not send, because it has decided
  // about the partition before that was attached.
  @Test
  void onAnOldServerTheLinkIsOpenedAgainBeforeAPartitionIsRead() throws Exception {
    given();
    decisions.opened(14, NOW, NOW);
    streamingRoot(100, InMemoryServer.partition(3, 0));
    publishRoot(120, InMemoryServer.partition(3, 0), InMemoryServer.partition(4, 110));

    check.answer(found(NOW + 50));
    boundary();
    assertThat(admission.isDue()).isFalse();
    connect.streamTo(NOW + 50);
    assertThat(admission.isDue()).isTrue();
    assertThat(admission.betweenTransactions(() -> {})).isFalse();
    assertThat(readings).isEmpty();

    decisions.opened(14, NOW + 50, NOW + 60);
    admission.streaming();
    boundary();
    assertThat(readings.get(0).tables().get(0).partitions()).isEqualTo(Set.of(4));
  }

  // Guards against: rows of a table that is a partition no more, which come under the root's name.
  @Test
  void onAnOldServerTheLinkIsOpenedAgainWithoutAPartitionThatIsGone() throws Exception {
    given();
    decisions.opened(14, NOW, NOW);
    streamingRoot(100, InMemoryServer.partition(3, 0), InMemoryServer.partition(4, 0));
    publishRoot(120, InMemoryServer.partition(3, 0));

    checked();
    boundary();
    assertThat(admission.isDue()).isTrue();
    assertThat(admission.betweenTransactions(() -> {})).isFalse();
    decisions.opened(14, NOW, NOW);
    assertThat(admission.isDue()).isFalse();
  }

  // Guards against: all rows again, because one partition could not be read at once.
  @Test
  void thePartitionAloneIsTriedAgain() throws Exception {
    given();
    TableEntry entry = streamingRoot(100);
    publishRoot(120, InMemoryServer.partition(4, 110));
    checked();
    boundary();
    readings.get(0).fails(new SQLException("the server stops", "57P01"));
    boundary();

    assertThat(entry.life()).isInstanceOf(Waiting.class);
    clock.forward(Duration.ofSeconds(1));
    boundary();
    assertThat(readings.get(1).tables().get(0).partitions()).isEqualTo(Set.of(4));
  }

  // Guards against: changes that nothing delivers, of a table without a stored position.
  @Test
  void ofATableWithoutAPositionAllUntilNowCountsAsDelivered() throws Exception {
    given();
    publishRoot(100);
    TableEntry entry = tables.add(1, A, new Membership(Set.of(7)), Streaming.INSTANCE);
    admission.startsWith(entry, published.get(A), 0, false);
    publishRoot(120, InMemoryServer.partition(4, 110));

    checked();
    boundary();
    assertThat(readings.get(0).tables().get(0).place())
        .isEqualTo(TablePosition.snapshot(false, NOW));
  }

  @Test
  void aPartitionThatComesWhileTheTableIsReadIsReadAfterwards() throws Exception {
    given();
    publishRoot(100);
    TableEntry entry = tables.described(InMemoryServer.relation(1, "a"));
    boundary();
    publishRoot(120, InMemoryServer.partition(4, 110));
    checked();
    boundary();
    assertThat(readings).hasSize(1);

    readings.get(0).handedOverTo(NOW);
    boundary();
    assertThat(entry.life()).isEqualTo(Streaming.INSTANCE);
    checked();
    boundary();
    assertThat(readings.get(1).tables().get(0).partitions()).isEqualTo(Set.of(4));
  }

  @Test
  void underForAllTablesANewTableWithAPartitionThatCameIsRead() throws Exception {
    givenAllTables();
    publishRoot(120, InMemoryServer.partition(4, 110));

    assertThat(tables.described(InMemoryServer.relation(1, "a")).captured()).isFalse();
  }

  // A renamed table

  @Test
  void aRenamedTableIsReadUnderItsNewName() throws Exception {
    given();
    streaming(1, "a", 7);
    publish(1, "z", 7);

    TableEntry entry = tables.described(InMemoryServer.relation(1, "z"));
    assertThat(entry.captured()).isFalse();
    boundary();
    assertThat(read()).containsExactly("public.z");
    assertThat(tables.find(1)).isSameAs(entry);
  }

  @Test
  void theOldNameOfARenamedTableIsStoredAsUnreadByTheNextCheck() throws Exception {
    given();
    TableEntry old = streaming(1, "a", 7);
    publish(1, "z", 7);
    TableEntry entry = tables.described(InMemoryServer.relation(1, "z"));
    boundary();

    checked();
    boundary();
    assertThat(old.life()).isEqualTo(new Gone(NOW, true));
    assertThat(connect.delivered()).containsExactly("public.a unread at " + (NOW - 10));
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }

  // Guards against: a renamed table that is withheld, and never read.
  @Test
  void aRenamedTableThatACheckFindsIsReadUnderItsNewName() throws Exception {
    given();
    streaming(1, "a", 7);
    publish(1, "z", 7);

    checked();
    boundary();
    assertThat(read()).containsExactly("public.z");
    assertThat(tables.find(1).life()).isEqualTo(Snapshotting.whileStreaming(NOW));
    assertThat(connect.delivered()).containsExactly("public.a unread at " + (NOW - 10));
  }

  // Failures, and a new start

  @Test
  void aReadingThatFailsIsTriedAgainAfterAPause() throws Exception {
    given();
    publish(1, "a", 7);
    TableEntry entry = tables.described(InMemoryServer.relation(1, "a"));
    boundary();
    readings.get(0).fails(new SQLException("the server stops", "57P01"));

    boundary();
    assertThat(entry.life()).isInstanceOf(Waiting.class);
    assertThat(admission.isDue()).isFalse();
    clock.forward(Duration.ofSeconds(1));
    boundary();
    assertThat(readings).hasSize(2);
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }

  @Test
  void aTableThatWasAlteredIsTriedAtOnce() throws Exception {
    given();
    publish(1, "a", 7);
    TableEntry entry = tables.described(InMemoryServer.relation(1, "a"));
    boundary();
    readings.get(0).fails(new SQLException("permission denied", "42501"));
    boundary();

    publishAltered(1, "a", 7);
    checked();
    boundary();
    assertThat(readings).hasSize(2);
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }

  @Test
  void theTaskFailsWithItsTableIfItIsToldTo() throws Exception {
    given("table.failure.mode", "fail");
    publish(1, "a", 7);
    tables.described(InMemoryServer.relation(1, "a"));
    boundary();
    readings.get(0).fails(new SQLException("permission denied", "42501"));

    assertThatThrownBy(() -> admission.betweenTransactions(() -> {}))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("public.a")
        .hasMessageContaining("table.failure.mode=fail");
  }

  @Test
  void aChangeThatCannotBecomeARecordMakesItsTableWait() throws Exception {
    given();
    TableEntry entry = streaming(1, "a", 7);
    publish(1, "a", 7);

    tables.failed(entry, new DataException("a value cannot be decoded"));
    Waiting waiting = (Waiting) entry.life();
    assertThat(waiting.needs()).isEqualTo(NOW);
    assertThat(waiting.rowsMissing()).isFalse();
    assertThat(entry.captured()).isFalse();
    clock.forward(Duration.ofSeconds(1));
    boundary();
    assertThat(readings.get(0).tables())
        .containsExactly(new TableWork(published.get(A), STREAMED, false));
  }

  // Guards against: a slot that is held for good, since the table that waits was taken out of the
  // publication.
  @Test
  void aTableThatWaitsAndLeavesHoldsTheSlotNoMore() throws Exception {
    given();
    TableEntry entry = streaming(1, "a", 7);
    publish(1, "a", 7);
    tables.failed(entry, new DataException("a value cannot be decoded"));
    published.remove(A);

    checked();
    boundary();
    assertThat(entry.life()).isEqualTo(new Gone(NOW, true, false));
    connect.streamTo(NOW + 100);
    connect.streamTo(NOW + 200);
    assertThat(connect.outbox().confirmable()).isEqualTo(NOW + 200);
  }

  // Guards against: a lane that fails at each start, since a change of a table that is gone is left
  // in the slot.
  @Test
  void aChangeOfATableThatIsGoneStopsNothing() throws Exception {
    given();
    TableEntry entry = tables.described(InMemoryServer.relation(1, "a"));
    assertThat(entry.life()).isInstanceOf(Gone.class);

    tables.failed(entry, new DataException("a value cannot be decoded"));
    assertThat(entry.captured()).isFalse();
    assertThat(entry.life().rowsMissing()).isTrue();
  }

  // Guards against: changes that were made under a name that is not captured, and that are in no
  // stream.
  @Test
  void aTableThatHadAnotherNameForAWhileIsReadAgain() throws Exception {
    lane(false, "table.include.list", "public\\.a");
    TableEntry entry = streaming(1, "a", 7);
    publish(1, "a", 7);
    tables.described(InMemoryServer.relation(1, "elsewhere"));

    checked();
    boundary();
    assertThat(read()).containsExactly("public.a");
    assertThat(entry.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
    readings.get(0).handedOverTo(NOW);
    boundary();
    checked();
    boundary();
    assertThat(readings).as("once").hasSize(1);
  }

  // Guards against: rows of an earlier moment after those of a later one, and a hold that the other
  // reading ends.
  @Test
  void aTableOfTheSameNameIsReadAfterTheFormerOne() throws Exception {
    given();
    publish(1, "a", 7);
    tables.described(InMemoryServer.relation(1, "a"));
    boundary();
    publish(2, "a", 9);
    TableEntry second = tables.described(InMemoryServer.relation(2, "a"));

    boundary();
    assertThat(readings).hasSize(1);
    assertThat(second.life()).isInstanceOf(New.class);
    readings.get(0).handedOverTo(NOW);
    boundary();
    assertThat(readings).hasSize(2);
    assertThat(second.life()).isEqualTo(Snapshotting.whileStreaming(NOW));
  }

  // Guards against: a slot that fills the disk of the source, because of one table.
  @Test
  void aTableThatWaitsDoesNotHoldTheSlotForever() throws Exception {
    given("table.hold.max.bytes", "1000");
    TableEntry entry = streaming(1, "a", 7);
    publish(1, "a", 7);
    tables.failed(entry, new DataException("a value cannot be decoded"));

    connect.streamTo(NOW + 1_000);
    assertThat(admission.isDue()).isFalse();
    assertThat(connect.outbox().confirmable()).isEqualTo(NOW);
    connect.streamTo(NOW + 1_001);
    boundary();
    assertThat(entry.life().needs()).isEqualTo(Lsn.NONE);
    assertThat(entry.life().rowsMissing()).isTrue();
    assertThat(connect.delivered()).containsExactly("public.a unread at " + (NOW - 10));
    connect.streamTo(NOW + 1_100);
    connect.streamTo(NOW + 1_200);
    assertThat(connect.outbox().confirmable()).isEqualTo(NOW + 1_200);
  }

  // Guards against: a table that is set aside after a moment, because the slot was far behind for
  // another reason.
  @Test
  void whatTheSlotKeepsAnywayIsNotKeptForATableThatWaits() throws Exception {
    given("table.hold.max.bytes", "1000");
    TableEntry entry = streaming(1, "a", 7);
    publish(1, "a", 7);
    connect.outbox().delivered(NOW + 5_000); // and nothing of it is stored
    tables.failed(entry, new DataException("a value cannot be decoded"));

    assertThat(admission.isDue()).isFalse();
    connect.streamTo(NOW + 5_001);
    boundary();
    assertThat(entry.life().needs()).isEqualTo(Lsn.NONE);
  }

  // Guards against: a task that is RUNNING, and in which nothing can arrive.
  @Test
  void aLaneWhoseTablesAllWaitForLongFails() throws Exception {
    given();
    publish(1, "a", 7);
    tables.described(InMemoryServer.relation(1, "a"));
    boundary();
    readings.get(0).fails(new SQLException("permission denied", "42501"));
    boundary();
    clock.forward(Duration.ofMinutes(11));
    boundary();
    readings.get(1).fails(new SQLException("permission denied", "42501"));

    assertThatThrownBy(() -> admission.betweenTransactions(() -> {}))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("none of the tables")
        .hasMessageContaining("permission denied");
  }

  @Test
  void aLaneInWhichOneTableStreamsGoesOn() throws Exception {
    given();
    streaming(2, "b", 8);
    publish(2, "b", 8);
    publish(1, "a", 7);
    tables.described(InMemoryServer.relation(1, "a"));
    boundary();
    readings.get(0).fails(new SQLException("permission denied", "42501"));
    boundary();
    clock.forward(Duration.ofMinutes(11));
    boundary();
    readings.get(1).fails(new SQLException("permission denied", "42501"));

    boundary();
    assertThat(tables.find(1).life()).isInstanceOf(Waiting.class);
  }

  @Test
  void aNewStartGivesUpWhatIsRead() throws Exception {
    given();
    publish(1, "a", 7);
    TableEntry first = tables.described(InMemoryServer.relation(1, "a"));
    boundary();

    admission.giveUpReading();
    assertThat(readings.get(0).isRunning()).isFalse();
    assertThat(first.life()).isInstanceOf(Waiting.class);
  }

  @Test
  void aNewStartDecidesAboutTablesThatWereToBeRead() throws Exception {
    given();
    publish(1, "a", 7);
    TableEntry entry = tables.described(InMemoryServer.relation(1, "a"));

    admission.giveUpReading();
    assertThat(admission.isDue()).isFalse();
    assertThat(entry.life()).isEqualTo(new New(NOW));
  }

  private void given(String... properties) throws Exception {
    lane(false, properties);
  }

  /** The publication is FOR ALL TABLES. */
  private void givenAllTables() throws Exception {
    lane(true);
  }

  /** Nothing of the lane connects to the database: its checks are not started. */
  private void lane(boolean allTables, String... properties) throws Exception {
    TestTable test = new TestTable(properties);
    TaskConfig config = new TaskConfig(test.config, Lane.single("slot"));
    ConnectionFactory connections = new ConnectionFactory(test.config.connection(), "test");
    Catalog catalog = new Catalog(connections);
    connect = new ConnectWorker(test);
    connect.streamTo(NOW);
    decisions.opened(18, NOW, NOW);
    LanePublicationChoice publication =
        new LanePublicationChoice(config, connections, catalog, connect.outbox());
    check = new PublicationCheck(config, connections, publication);
    IncrementalSnapshot chunks =
        new IncrementalSnapshot(
            connections,
            test.config,
            config.slot(),
            test.context,
            test.heartbeats,
            test.schemas,
            catalog,
            oid -> {},
            oid -> {});
    TableTrouble trouble = new TableTrouble(config, clock);
    admission =
        new TableAdmission(
            config,
            this::asked,
            allTables ? Set.of(7) : Set.of(),
            connect.outbox(),
            test.heartbeats,
            publication,
            decisions,
            check,
            new TableReadings(
                config,
                connect.outbox(),
                test.heartbeats,
                decisions,
                chunks,
                new TableCatchUp(connect.outbox(), test.heartbeats, this::reading, trouble),
                trouble),
            stored::get);
    tables = new Tables("srv", Map.of(), admission);
    admission.serve(tables, () -> schemaQuestions++);
  }

  private CapturedTables found(long seenAt) {
    return new CapturedTables(Map.copyOf(published), Set.copyOf(others), seenAt);
  }

  private CapturedTables asked() {
    questions++;
    return found(NOW);
  }

  private InMemoryReading reading(Collection<TableWork> all) {
    InMemoryReading reading = new InMemoryReading(all);
    readings.add(reading);
    return reading;
  }

  /** The publication has this table now, in place of another of this name. */
  private void publish(int oid, String name, Integer... members) {
    PublishedTable table = InMemoryServer.table(oid, name, members);
    published.put(table.id(), table);
  }

  /** The publication has this table of another schema. */
  private PublishedTable inSchema(int oid, String schema, String name) {
    Relation relation =
        new Relation(oid, schema, name, ReplicaIdentity.DEFAULT, TestTable.RELATION.columns());
    PublishedTable table =
        new PublishedTable(oid, relation.id(), Set.of(7), relation, false, null, 1, true, true);
    published.put(table.id(), table);
    return table;
  }

  /** The same of a table that something has altered since it was made. */
  private void publishAltered(int oid, String name, Integer... members) {
    PublishedTable table = InMemoryServer.table(oid, name, members);
    PublishedTable altered =
        new PublishedTable(
            oid, table.id(), table.members(), table.relation(), false, null, 1, true, false);
    published.put(table.id(), altered);
  }

  /** The publication has the table a as the root of these partitions. */
  private void publishRoot(long seen, TablePartition... leaves) {
    TablePartitions partitions = new TablePartitions(seen, List.of(leaves));
    published.put(A, InMemoryServer.root(1, "a", 7, partitions));
  }

  /** The lane streams the table a, all rows of which are delivered. */
  private TableEntry streamingRoot(long seen, TablePartition... leaves) {
    publishRoot(seen, leaves);
    TableEntry entry = streaming(1, "a", 7);
    admission.startsWith(entry, published.get(A), 0, false);
    return entry;
  }

  /** The lane streams this table, which the publication does not have any more. */
  private TableEntry streaming(int oid, String name, Integer member) {
    TableEntry entry =
        tables.add(
            oid, new TableId("public", name), new Membership(Set.of(member)), Streaming.INSTANCE);
    tables.delivered(entry, STREAMED);
    return entry;
  }

  /** A check finds what the publication has now. */
  private void checked() {
    check.answer(found(NOW));
  }

  /** The stream comes to the end of a transaction. */
  private void boundary() throws SQLException, InterruptedException {
    assertThat(admission.isDue()).isTrue();
    assertThat(admission.betweenTransactions(() -> {})).isTrue();
  }

  /** The tables whose reading was begun last. */
  private List<String> read() {
    return readings.get(readings.size() - 1).tables().stream()
        .map(work -> work.table().id().text())
        .toList();
  }
}

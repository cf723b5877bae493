/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static io.waltap.connect.record.TestRecords.COVERING;
import static io.waltap.connect.record.TestRecords.after;
import static io.waltap.connect.record.TestRecords.column;
import static io.waltap.connect.record.TestRecords.ids;
import static io.waltap.connect.record.TestRecords.offset;
import static io.waltap.connect.record.TestRecords.offsets;
import static io.waltap.connect.record.TestRecords.op;
import static io.waltap.connect.record.TestRecords.source;
import static io.waltap.connect.record.TestRecords.transaction;
import static io.waltap.connect.record.TestRecords.value;
import static io.waltap.connect.record.TestRecords.values;
import static io.waltap.connect.record.TestTable.FULL;
import static io.waltap.connect.record.TestTable.MOVE;
import static io.waltap.connect.record.TestTable.RELATION;
import static io.waltap.connect.record.TestTable.delete;
import static io.waltap.connect.record.TestTable.insert;
import static io.waltap.connect.record.TestTable.oldKey;
import static io.waltap.connect.record.TestTable.oldRow;
import static io.waltap.connect.record.TestTable.truncate;
import static io.waltap.connect.record.TestTable.tuple;
import static io.waltap.connect.record.TestTable.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.pgoutput.OldTuple;
import io.waltap.connect.pgoutput.PgOutputMessage;
import io.waltap.connect.pgoutput.PgOutputMessage.Begin;
import io.waltap.connect.pgoutput.PgOutputMessage.Commit;
import io.waltap.connect.pgoutput.PgOutputMessage.Insert;
import io.waltap.connect.pgoutput.PgOutputMessage.LogicalMessage;
import io.waltap.connect.pgoutput.PgOutputMessage.Origin;
import io.waltap.connect.pgoutput.PgOutputMessage.Truncate;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.position.DebeziumOffset;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.table.RowListener;
import io.waltap.connect.table.TableLife.CatchingUp;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What the messages of a stream become, one after the other: {@link RecordBuilder}. */
class RecordBuilderTest {
  private static final String METADATA = "provide.transaction.metadata";

  @Test
  void theSequenceNamesTheEndOfTheTransactionBefore() {
    TestStream stream = new TestStream();

    SourceRecord first = stream.change(insert(1, "Ann", null));
    SourceRecord second = stream.change(insert(2, "Bob", null));

    assertThat(source(first).getString("sequence")).isEqualTo("[null,\"20\"]");
    assertThat(source(second).getString("sequence")).isEqualTo("[\"35\",\"50\"]");
  }

  @Test
  void aTransactionFromAnotherServerNamesIt() {
    TestStream stream = new TestStream();
    stream.begin(30, TestStream.XID);
    stream.add(new Origin(5, "elsewhere"), 10);
    stream.add(insert(1, "Ann", null), 20);
    stream.commit(30);

    Struct source = source(stream.records().get(0));
    assertThat(source.getString("origin")).isEqualTo("elsewhere");
    assertThat(source.getInt64("origin_lsn")).isEqualTo(5);
  }

  @Test
  void rowsOfOneMultiInsertAreToldApartByTheirIndex() {
    TestStream stream = new TestStream();
    stream.begin(30, TestStream.XID);
    stream.add(insert(1, "Ann", null), 20);
    stream.add(insert(2, "Bob", null), 20);
    stream.commit(30);

    assertThat(offsets(stream.records())).containsExactly(offset(30, 20, 0), offset(30, 20, 1));
  }

  @Test
  void ofTheTablesOfOneTruncateOnlyTheLanesHaveARecord() {
    TestStream stream = new TestStream("skipped.operations", "none");

    SourceRecord record = stream.change(new Truncate(false, false, List.of(99, TestTable.OID)));
    assertThat(record.topic()).isEqualTo("srv.public.visits");
  }

  @Test
  void changesOfADescribedTableAreCaptured() {
    TestStream stream = new TestStream(new TestTable(), Streaming.INSTANCE, Map.of());
    assertThat(stream.builder.captures(TestTable.OID)).as("not described yet").isFalse();

    stream.describe(RELATION);
    assertThat(stream.builder.captures(TestTable.OID)).isTrue();
  }

  // Guards against: a schema without defaults for good, since the table was locked for a moment.
  @Test
  void aTableThatWasLockedGetsItsDefaultsWhenTheyAreKnown() {
    TestTable table = new TestTable();
    table.catalog.hasDefaultName("Ann");
    table.catalog.locked(true);
    TestStream stream = new TestStream(table, RELATION);
    SourceRecord before = stream.change(insert(1, "Bob", null));

    stream.builder.completeSchemas();
    SourceRecord still = stream.change(insert(2, "Bob", null));
    table.catalog.locked(false);
    stream.builder.completeSchemas();
    SourceRecord after = stream.change(insert(3, "Bob", null));

    assertThat(defaultName(before)).isNull();
    assertThat(still.valueSchema()).isSameAs(before.valueSchema());
    assertThat(defaultName(after)).isEqualTo("Ann");
  }

  private static Object defaultName(SourceRecord change) {
    return change.valueSchema().field("after").schema().field("name").schema().defaultValue();
  }

  @Test
  void aRelationThatIsNoneOfTheLanesHasNoRecords() {
    TestStream stream = new TestStream();
    stream.describe(new Relation(99, "public", "other", ReplicaIdentity.FULL, List.of()));

    assertThat(stream.builder.captures(99)).isFalse();
    assertThat(stream.transaction(new Insert(99, tuple()))).isEmpty();
    assertThat(stream.builder.events()).isZero();
  }

  @Test
  void aRelationThatTheStreamHasNotDescribedHasNoRecords() {
    TestStream stream = new TestStream();

    assertThat(stream.builder.captures(99)).isFalse();
    assertThat(stream.transaction(new Insert(99, tuple()))).isEmpty();
  }

  @Test
  void aWithheldTableHasNoRecords() {
    TestStream stream = withheld(new TestTable());

    assertThat(stream.builder.captures(TestTable.OID)).isFalse();
    assertThat(stream.transaction(insert(1, "Ann", null), delete(oldKey(1, null, null)))).isEmpty();
    assertThat(stream.builder.events()).isZero();
    assertThat(stream.visits.cursor().position()).as("nothing was delivered").isNull();
  }

  @Test
  void aWithheldTableStreamsFromWhereItHasCaughtUp() {
    TestStream stream = withheld(new TestTable());
    stream.transaction(insert(1, "Ann", null));
    completed(stream, 60);

    assertThat(stream.builder.captures(TestTable.OID)).isTrue();
    SourceRecord record = stream.change(insert(2, "Bob", null));
    assertThat(after(record)).containsExactly(2, "Bob", null);
    assertThat(record.sourceOffset()).isEqualTo(offset(60, 50, 0));
  }

  @Test
  void whatCommittedBeforeATableHasCaughtUpIsNotDeliveredAgain() {
    TestStream stream = withheld(new TestTable());
    completed(stream, 31);

    assertThat(stream.transaction(insert(1, "Ann", null))).isEmpty();
  }

  // the catalog is asked when records are made, and not for a table that may never have any
  @Test
  void aWithheldTableIsCompiledWithItsFirstRecord() {
    TestTable table = new TestTable();
    TestStream stream = withheld(table);
    table.catalog.is(RELATION, List.of("id", "note"), List.of("id"));
    completed(stream, 0);
    SourceRecord first = stream.change(insert(1, "Ann", "x"));
    table.catalog.is(RELATION, List.of("id"), List.of("id"));
    SourceRecord second = stream.change(insert(2, "Bob", "y"));

    assertThat(column(first, "note").isOptional()).isFalse();
    assertThat(second.valueSchema()).isSameAs(first.valueSchema());
  }

  @Test
  void aRelationThatIsDescribedAgainAsItWasKeepsItsSchemas() {
    TestStream stream = new TestStream();
    SourceRecord first = stream.change(insert(1, "Ann", null));
    stream.describe(RELATION);
    SourceRecord second = stream.change(insert(2, "Bob", null));

    // converters cache by identity
    assertThat(second.valueSchema()).isSameAs(first.valueSchema());
    assertThat(second.keySchema()).isSameAs(first.keySchema());
  }

  @Test
  void aColumnThatWasAddedIsInTheRowsAfterItsRelationMessage() {
    TestStream stream = new TestStream();
    assertThat(after(stream.change(insert(1, "Ann", null)))).containsExactly(1, "Ann", null);

    List<RelationColumn> columns = new ArrayList<>(RELATION.columns());
    columns.add(new RelationColumn(false, "city", 25, -1));
    stream.describe(
        new Relation(TestTable.OID, "public", "visits", ReplicaIdentity.DEFAULT, columns));

    assertThat(after(stream.change(insert(2, "Bob", null, "Rome"))))
        .containsExactly(2, "Bob", null, "Rome");
  }

  @Test
  void afterAReconnectWhatWasDeliveredIsDropped() {
    TestStream stream = new TestStream();
    stream.begin(30, TestStream.XID);
    stream.add(insert(1, "Ann", null), 20);
    assertThat(ids(stream.records())).containsExactly(1);

    stream.builder.streamStarted();
    stream.describe(RELATION);
    stream.begin(30, TestStream.XID);
    stream.add(insert(1, "Ann", null), 20);
    stream.add(insert(2, "Bob", null), 21);
    stream.commit(30);
    assertThat(ids(stream.records())).containsExactly(2);
  }

  @Test
  void afterAReconnectChangesThatShareAnLsnAreCountedAgain() {
    TestStream stream = new TestStream();
    stream.begin(30, TestStream.XID);
    stream.add(insert(1, "Ann", null), 20);
    stream.add(insert(2, "Bob", null), 20);
    stream.records();

    stream.builder.streamStarted();
    stream.describe(RELATION);
    stream.begin(30, TestStream.XID);
    stream.add(insert(1, "Ann", null), 20);
    stream.add(insert(2, "Bob", null), 20);
    stream.add(insert(3, "Cid", null), 20);
    stream.commit(30);
    List<SourceRecord> records = stream.records();
    assertThat(ids(records)).containsExactly(3);
    assertThat(offsets(records)).containsExactly(offset(30, 20, 2));
  }

  @Test
  void aNewStreamDescribesItsRelationsAgain() {
    TestStream stream = new TestStream();
    stream.builder.streamStarted();

    assertThat(stream.builder.captures(TestTable.OID)).isFalse();
  }

  @Test
  void aNewStreamIsInNoTransaction() {
    TestStream stream = new TestStream();
    stream.begin(30, TestStream.XID);
    assertThat(stream.builder.inTransaction()).isTrue();

    stream.builder.streamStarted();
    assertThat(stream.builder.inTransaction()).isFalse();
  }

  @Test
  void afterARestartWhatIsStoredIsDropped() {
    TestStream stream = TestStream.after(new TestStream().change(insert(1, "Ann", null)));

    assertThat(ids(stream.transaction(insert(1, "Ann", null), insert(2, "Bob", null))))
        .containsExactly(2);
  }

  @Test
  void whatDebeziumHasDeliveredOfATransactionIsDropped() {
    TestStream stream = takenOver(new DebeziumOffset(140, TestStream.XID, 150, 2));
    stream.begin(160, TestStream.XID);
    stream.add(insert(1, "Ann", null), 145);
    stream.add(insert(2, "Bob", null), 150);
    stream.add(insert(3, "Cid", null), 150);
    stream.add(insert(4, "Dan", null), 150);
    stream.add(insert(5, "Eve", null), 155);
    stream.commit(160);

    List<SourceRecord> records = stream.records();
    assertThat(ids(records)).containsExactly(4, 5);
    assertThat(offsets(records)).containsExactly(offset(160, 150, 2), offset(160, 155, 0));
  }

  @Test
  void aTransactionThatCommitsLaterIsDeliveredWhereverItsChangesAre() {
    TestStream stream = takenOver(new DebeziumOffset(140, TestStream.XID, 150, 2));
    stream.begin(170, TestStream.XID + 1);
    stream.add(insert(1, "Ann", null), 145);
    stream.commit(170);

    assertThat(ids(stream.records())).containsExactly(1);
  }

  @Test
  void transactionsThatDebeziumHasDeliveredWholeAreDropped() {
    TestStream stream = takenOver(new DebeziumOffset(140, 0, 0, 0));
    stream.begin(139, TestStream.XID);
    stream.add(insert(1, "Ann", null), 120);
    stream.commit(139);
    stream.begin(140, TestStream.XID + 1);
    stream.add(insert(2, "Bob", null), 125);
    stream.commit(140);

    assertThat(ids(stream.records())).containsExactly(2);
  }

  @Test
  void aTransactionBeginsAndEndsWithARecord() {
    List<SourceRecord> records =
        new TestStream(METADATA, "true")
            .transaction(insert(1, "Ann", null), insert(2, "Bob", null));

    assertThat(records).hasSize(4);
    SourceRecord begin = records.get(0);
    assertThat(begin.topic()).isEqualTo("srv.transaction");
    assertThat(begin.sourcePartition())
        .isEqualTo(SourcePartition.table("srv", SourcePartition.TRANSACTIONS));
    assertThat(begin.sourceOffset()).isEqualTo(offset(30, 10, 0));
    assertThat(value(begin).getString("status")).isEqualTo("BEGIN");
    assertThat(value(begin).getString("id")).isEqualTo("750:10");
    assertThat(value(begin).getInt64("event_count")).isNull();
    SourceRecord end = records.get(3);
    assertThat(end.topic()).isEqualTo("srv.transaction");
    assertThat(end.sourceOffset()).isEqualTo(offset(30, 35, 0));
    assertThat(value(end).getString("status")).isEqualTo("END");
    assertThat(value(end).getString("id")).isEqualTo("750:35");
    assertThat(value(end).getInt64("event_count")).isEqualTo(2);
    List<Struct> collections = value(end).getArray("data_collections");
    assertThat(collections).hasSize(1);
    assertThat(values(collections.get(0))).containsExactly("public.visits", 2L);
  }

  @Test
  void aChangeSaysWhichOneOfItsTransactionItIs() {
    List<SourceRecord> records =
        new TestStream(METADATA, "true")
            .transaction(insert(1, "Ann", null), insert(2, "Bob", null));

    assertThat(values(transaction(records.get(1)))).containsExactly("750:20", 1L, 1L);
    assertThat(values(transaction(records.get(2)))).containsExactly("750:21", 2L, 2L);
  }

  @Test
  void withoutMetadataAChangeSaysNothingOfItsTransaction() {
    assertThat(transaction(new TestStream().change(insert(1, "Ann", null)))).isNull();
  }

  @Test
  void eachTransactionIsCountedByItself() {
    TestStream stream = new TestStream(METADATA, "true");
    stream.transaction(insert(1, "Ann", null));

    assertThat(eventCount(stream.transaction(insert(2, "Bob", null)))).isEqualTo(1);
  }

  @Test
  void aKeyChangeCountsAsADeleteAndACreate() {
    assertThat(eventCount(new TestStream(METADATA, "true").transaction(MOVE))).isEqualTo(2);
  }

  @Test
  void whatIsSkippedIsNotCounted() {
    TestStream stream = new TestStream(METADATA, "true", "skipped.operations", "c");

    assertThat(eventCount(stream.transaction(insert(1, "Ann", null), MOVE))).isEqualTo(1);
  }

  @Test
  void aRowWithAnUnexpectedNullIsCountedOnce() {
    List<SourceRecord> records =
        TestStream.withRequiredNote(RELATION, METADATA, "true").transaction(insert(1, "Ann", null));

    assertThat(values(transaction(records.get(1)))).containsExactly("750:20", 1L, 1L);
    assertThat(eventCount(records)).isEqualTo(1);
  }

  @Test
  void anUpdateWhoseOldRowHasAnUnexpectedNullIsCountedOnce() {
    List<SourceRecord> records =
        TestStream.withRequiredNote(FULL, METADATA, "true")
            .transaction(update(oldRow(1, "Ann", null), 1, "Ann", "x"));

    assertThat(values(transaction(records.get(1)))).containsExactly("750:20", 1L, 1L);
    assertThat(eventCount(records)).isEqualTo(1);
  }

  @Test
  void aKeyChangeWhoseOldRowHasAnUnexpectedNullIsCountedOnce() {
    List<SourceRecord> records =
        TestStream.withRequiredNote(FULL, METADATA, "true")
            .transaction(update(oldRow(1, "Ann", null), 2, "Ann", "x"));

    assertThat(records).as("BEGIN, delete, tombstone, create, END").hasSize(5);
    assertThat(eventCount(records)).isEqualTo(2);
  }

  @Test
  void aRowWithANewLabelIsCountedOnce() {
    TestTable table = new TestTable(METADATA, "true");
    TestStream stream = TestStream.withMood(table, "calm");
    table.catalog.hasMood("calm", "glad");

    assertThat(eventCount(stream.transaction(insert(1, "glad")))).isEqualTo(1);
  }

  @Test
  void afterAReconnectBeginAndEndThatWereDeliveredAreDropped() {
    TestStream stream = new TestStream(METADATA, "true");
    stream.transaction(insert(1, "Ann", null));

    stream.builder.streamStarted();
    stream.describe(RELATION);
    stream.begin(30, TestStream.XID);
    stream.add(insert(1, "Ann", null), 20);
    stream.commit(30);
    assertThat(stream.records()).isEmpty();
  }

  // Guards against: numbers that begin at 1 again, and an END that counts too few events.
  @Test
  void afterAReconnectInATransactionItsDeliveredChangesAreCounted() {
    TestStream stream = new TestStream(METADATA, "true");
    stream.begin(30, TestStream.XID);
    stream.add(insert(1, "Ann", null), 20);
    stream.add(MOVE, 21);
    stream.records();

    stream.builder.streamStarted();
    stream.describe(RELATION);
    stream.begin(30, TestStream.XID);
    stream.add(insert(1, "Ann", null), 20);
    stream.add(MOVE, 21);
    stream.add(insert(3, "Cid", null), 22);
    stream.commit(30);
    List<SourceRecord> records = stream.records();
    assertThat(records).as("create and END").hasSize(2);
    assertThat(values(transaction(records.get(0)))).containsExactly("750:22", 4L, 4L);
    assertThat(eventCount(records)).isEqualTo(4);
  }

  @Test
  void aDeliveredChangeThatWasSkippedIsNotCounted() {
    TestStream stream = new TestStream(METADATA, "true", "skipped.operations", "c");
    stream.begin(30, TestStream.XID);
    stream.add(insert(1, "Ann", null), 20);
    stream.add(delete(oldKey(1, null, null)), 21);
    stream.records();

    stream.builder.streamStarted();
    stream.describe(RELATION);
    stream.begin(30, TestStream.XID);
    stream.add(insert(1, "Ann", null), 20);
    stream.add(delete(oldKey(1, null, null)), 21);
    stream.commit(30);
    assertThat(eventCount(stream.records())).isEqualTo(1);
  }

  @Test
  void aChangeThatIsInTheRowsOfASnapshotIsNotCounted() {
    TestStream stream =
        new TestStream(
            new TestTable(METADATA, "true"),
            Streaming.INSTANCE,
            Map.of(TestTable.ID.text(), TablePosition.snapshot(true, 40)));
    stream.describe(RELATION);

    assertThat(eventCount(stream.transaction(insert(1, "Ann", null)))).isZero();
  }

  @Test
  void theFirstRecordOfATopicSaysSo() {
    TestStream stream = new TestStream();
    List<SourceRecord> records = stream.transaction(insert(1, "Ann", null), insert(2, "Bob", null));
    assertThat(((CapturedRecord) records.get(0)).beginsTopic()).isTrue();
    assertThat(((CapturedRecord) records.get(1)).beginsTopic()).isFalse();

    stream.builder.streamStarted();
    stream.describe(RELATION);
    SourceRecord later = stream.change(insert(3, "Cid", null));
    assertThat(((CapturedRecord) later).beginsTopic()).as("after a reconnect").isFalse();
  }

  @Test
  void aMessageOfATransactionIsARecordAtItsPlaceInTheStream() {
    SourceRecord record = new TestStream().change(message(true, 20));

    assertThat(op(record)).isEqualTo("m");
    assertThat(record.topic()).isEqualTo("srv.message");
    assertThat(source(record).getInt64("txId")).isEqualTo(TestStream.XID);
    assertThat(record.sourcePartition())
        .isEqualTo(SourcePartition.table("srv", SourcePartition.MESSAGES));
    assertThat(record.sourceOffset()).isEqualTo(COVERING);
  }

  @Test
  void aMessageOutsideOfATransactionHasAPartitionOfItsOwn() {
    TestStream stream = new TestStream();
    stream.add(message(false, 12), 12);

    SourceRecord record = stream.records().get(0);
    assertThat(record.sourcePartition())
        .isEqualTo(SourcePartition.table("srv", SourcePartition.IMMEDIATE_MESSAGES));
    assertThat(record.sourceOffset()).isEqualTo(offset(12, 12, 0));
    assertThat(source(record).getInt64("txId")).isNull();
  }

  @Test
  void theSequenceNamesAMessageThatCameLast() {
    TestStream stream = new TestStream();
    stream.add(message(false, 12), 12);
    stream.records();

    SourceRecord record = stream.change(insert(1, "Ann", null));
    assertThat(source(record).getString("sequence")).isEqualTo("[\"12\",\"20\"]");
  }

  @Test
  void aMessageIsAnEventOfItsTransaction() {
    List<SourceRecord> records =
        new TestStream(METADATA, "true").transaction(message(true, 20), insert(1, "Ann", null));

    assertThat(values(transaction(records.get(1)))).containsExactly("750:20", 1L, 1L);
    assertThat(values(transaction(records.get(2)))).containsExactly("750:21", 2L, 1L);
    assertThat(eventCount(records)).isEqualTo(2);
  }

  @Test
  void whatCatchesUpHasRowChangesOnly() {
    TestTable table = new TestTable(METADATA, "true");
    TestStream stream = new TestStream(table, RELATION);
    RecordBuilder catchUp = RecordBuilder.forCatchUp(table.context, table.schemas, stream.tables);
    Batch out = new Batch();
    catchUp.add(RELATION, 0, out);
    catchUp.add(new Begin(30, TestStream.COMMIT_MICROS, TestStream.XID), 10, out);
    catchUp.add(message(true, 19), 19, out);
    catchUp.add(insert(1, "Ann", null), 20, out);
    catchUp.add(new Commit(30, 35, TestStream.COMMIT_MICROS), 35, out);

    assertThat(out.records()).hasSize(1);
    assertThat(op(out.last())).isEqualTo("c");
    assertThat(transaction(out.last())).isNull();
  }

  @Test
  void aListenerIsToldOfEachChangeWhetherItHasARecordOrNot() {
    TestStream stream = new TestStream();
    List<String> told = new ArrayList<>();
    stream.visits.listener(new Listener(told));
    stream.transaction(
        insert(1, "Ann", null),
        update(OldTuple.NONE, 1, "Bob", null),
        MOVE,
        delete(oldKey(2, null, null)),
        truncate());

    assertThat(told)
        .containsExactly(
            "described", "750: new", "750: new", "750: old new", "750: old", "750: truncated");
  }

  @Test
  void aListenerIsToldOfWhatWasDeliveredBefore() {
    TestStream stream = TestStream.after(new TestStream().change(insert(1, "Ann", null)));
    List<String> told = new ArrayList<>();
    stream.visits.listener(new Listener(told));

    assertThat(stream.transaction(insert(1, "Ann", null))).isEmpty();
    assertThat(told).containsExactly("described", "750: new");
  }

  @Test
  void changesOfCapturedTablesAreCountedWhetherTheyHaveARecordOrNot() {
    TestStream stream = new TestStream();
    stream.transaction(insert(1, "Ann", null), MOVE, truncate());

    assertThat(stream.builder.events()).isEqualTo(3);
  }

  @Test
  void aChangeOutsideOfATransactionFails() {
    TestStream stream = new TestStream();

    assertThatThrownBy(() -> stream.add(insert(1, "Ann", null), 20))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("outside of a transaction");
    assertThatThrownBy(() -> stream.add(truncate(), 20)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> stream.add(message(true, 20), 20))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> stream.add(new Origin(5, "elsewhere"), 20))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aChangeAfterTheCommitFails() {
    TestStream stream = new TestStream();
    stream.transaction(insert(1, "Ann", null));

    assertThat(stream.builder.inTransaction()).isFalse();
    assertThatThrownBy(() -> stream.add(insert(2, "Bob", null), 50))
        .isInstanceOf(IllegalStateException.class);
  }

  /** A lane that starts with what Debezium has stored. */
  private static TestStream takenOver(DebeziumOffset offset) {
    TestStream stream = TestStream.after(offset.tablePosition());
    stream.builder.resumeAfter(offset);
    return stream;
  }

  /** The table's rows are read while the lane streams its other tables. */
  private static TestStream withheld(TestTable table) {
    TestStream stream = new TestStream(table, Snapshotting.whileStreaming(1), Map.of());
    stream.describe(RELATION);
    return stream;
  }

  /** The table's rows are read, and its changes up to this position are delivered. */
  private static void completed(TestStream stream, long lsn) {
    stream.tables.become(stream.visits, new CatchingUp(1));
    stream.tables.completed(stream.visits, lsn);
  }

  private static PgOutputMessage message(boolean transactional, long lsn) {
    return new LogicalMessage(transactional, lsn, "audit", new byte[] {1});
  }

  /** How many events the END record of a transaction counts. */
  private static long eventCount(List<SourceRecord> records) {
    return value(records.get(records.size() - 1)).getInt64("event_count");
  }

  /** Notes what it is told. */
  private record Listener(List<String> told) implements RowListener {
    @Override
    public void described(Relation relation) {
      told.add("described");
    }

    @Override
    public void changed(int xid, TupleData oldTuple, TupleData newTuple) {
      told.add(xid + ":" + (oldTuple == null ? "" : " old") + (newTuple == null ? "" : " new"));
    }

    @Override
    public void truncated(int xid) {
      told.add(xid + ": truncated");
    }
  }
}

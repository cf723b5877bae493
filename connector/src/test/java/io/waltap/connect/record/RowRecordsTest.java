/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static io.waltap.connect.record.TestRecords.COVERING;
import static io.waltap.connect.record.TestRecords.after;
import static io.waltap.connect.record.TestRecords.before;
import static io.waltap.connect.record.TestRecords.column;
import static io.waltap.connect.record.TestRecords.header;
import static io.waltap.connect.record.TestRecords.keyOf;
import static io.waltap.connect.record.TestRecords.op;
import static io.waltap.connect.record.TestRecords.outline;
import static io.waltap.connect.record.TestRecords.source;
import static io.waltap.connect.record.TestRecords.unavailable;
import static io.waltap.connect.record.TestRecords.value;
import static io.waltap.connect.record.TestTable.FULL;
import static io.waltap.connect.record.TestTable.MOVE;
import static io.waltap.connect.record.TestTable.RELATION;
import static io.waltap.connect.record.TestTable.UNCHANGED;
import static io.waltap.connect.record.TestTable.delete;
import static io.waltap.connect.record.TestTable.insert;
import static io.waltap.connect.record.TestTable.oldKey;
import static io.waltap.connect.record.TestTable.oldRow;
import static io.waltap.connect.record.TestTable.relation;
import static io.waltap.connect.record.TestTable.truncate;
import static io.waltap.connect.record.TestTable.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waltap.connect.pgoutput.OldTuple;
import io.waltap.connect.pgoutput.PgOutputMessage;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.schema.UndecodableValueException;
import io.waltap.connect.schema.UndeliverableTableException;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an INSERT, UPDATE, DELETE or TRUNCATE becomes: {@link RowRecords}. */
class RowRecordsTest {
  private static final String PLACEHOLDER = "__debezium_unavailable_value";

  @Test
  void anInsertIsACreateOfTheNewRow() {
    SourceRecord record = new TestStream().change(insert(1, "Ann", null));

    assertThat(op(record)).isEqualTo("c");
    assertThat(before(record)).isNull();
    assertThat(after(record)).containsExactly(1, "Ann", null);
    assertThat(keyOf(record)).containsExactly(1);
  }

  @Test
  void aRecordGoesToItsTablesTopicWithThePositionOfItsChange() {
    SourceRecord record = new TestStream().change(insert(1, "Ann", null));

    assertThat(record.topic()).isEqualTo("srv.public.visits");
    assertThat(record.kafkaPartition()).isNull();
    assertThat(record.sourcePartition()).isEqualTo(SourcePartition.table("srv", "public.visits"));
    assertThat(record.sourceOffset()).isEqualTo(COVERING);
  }

  @Test
  void aRecordFitsItsSchemas() {
    SourceRecord record = new TestStream().change(insert(1, "Ann", null));

    assertThat(record.valueSchema().name()).isEqualTo("srv.public.visits.Envelope");
    assertThat(record.keySchema().name()).isEqualTo("srv.public.visits.Key");
    assertThatCode(() -> value(record).validate()).doesNotThrowAnyException();
    assertThatCode(() -> ((Struct) record.key()).validate()).doesNotThrowAnyException();
  }

  @Test
  void theSourceTellsWhereTheChangeComesFrom() {
    Struct source = source(new TestStream().change(insert(1, "Ann", null)));

    assertThat(source.getString("schema")).isEqualTo("public");
    assertThat(source.getString("table")).isEqualTo("visits");
    assertThat(source.getInt64("lsn")).isEqualTo(20);
    assertThat(source.getInt64("txId")).isEqualTo(TestStream.XID);
    assertThat(source.getInt64("ts_us")).isEqualTo(TestStream.COMMIT_MICROS);
    assertThat(source.getString("origin")).isNull();
  }

  @Test
  void aRecordCarriesDebeziumsContextHeaders() {
    SourceRecord record = new TestStream().change(insert(1, "Ann", null));

    assertThat(header(record, "__debezium.context.connectorLogicalName")).isEqualTo("srv");
  }

  @Test
  void withoutExtendedHeadersARecordHasNone() {
    SourceRecord record =
        new TestStream("extended.headers.enabled", "false").change(insert(1, "Ann", null));

    assertThat(record.headers()).isEmpty();
  }

  @Test
  void aSkippedInsertHasNoRecord() {
    assertThat(new TestStream("skipped.operations", "c").transaction(insert(1, "Ann", null)))
        .isEmpty();
  }

  @Test
  void underIdentityDefaultAnUpdateHasTheNewRowAlone() {
    SourceRecord record = new TestStream().change(update(OldTuple.NONE, 1, "Bob", "new"));

    assertThat(op(record)).isEqualTo("u");
    assertThat(before(record)).isNull();
    assertThat(after(record)).containsExactly(1, "Bob", "new");
    assertThat(keyOf(record)).containsExactly(1);
    assertThat(record.sourceOffset()).isEqualTo(COVERING);
  }

  @Test
  void underIdentityFullAnUpdateHasBothRows() {
    SourceRecord record =
        TestStream.of(FULL).change(update(oldRow(1, "Ann", "old"), 1, "Bob", "new"));

    assertThat(op(record)).isEqualTo("u");
    assertThat(before(record)).containsExactly(1, "Ann", "old");
    assertThat(after(record)).containsExactly(1, "Bob", "new");
    assertThat(keyOf(record)).as("the primary key").containsExactly(1);
    assertThat(record.sourceOffset()).isEqualTo(COVERING);
  }

  @Test
  void underIdentityIndexTheKeyHasTheColumnsOfTheIndex() {
    SourceRecord record =
        TestStream.of(relation(ReplicaIdentity.INDEX, "name"))
            .change(update(OldTuple.NONE, 1, "Ann", "new"));

    assertThat(op(record)).isEqualTo("u");
    assertThat(before(record)).isNull();
    assertThat(after(record)).containsExactly(1, "Ann", "new");
    assertThat(keyOf(record)).containsExactly("Ann");
  }

  // PostgreSQL refuses such an update of a table whose updates are published; one that is not
  // refused has no old row
  @Test
  void underIdentityNothingAnUpdateHasTheNewRowAndThePrimaryKey() {
    SourceRecord record =
        TestStream.of(relation(ReplicaIdentity.NOTHING))
            .change(update(OldTuple.NONE, 1, "Bob", null));

    assertThat(op(record)).isEqualTo("u");
    assertThat(before(record)).isNull();
    assertThat(after(record)).containsExactly(1, "Bob", null);
    assertThat(keyOf(record)).containsExactly(1);
  }

  @Test
  void aTableWithoutAKeyHasRecordsWithoutOne() {
    TestTable table = new TestTable();
    table.catalog.is(FULL, List.of(), List.of());

    SourceRecord record =
        new TestStream(table, FULL).change(update(oldRow(1, "Ann", null), 1, "Bob", null));

    assertThat(op(record)).isEqualTo("u");
    assertThat(record.key()).isNull();
    assertThat(record.keySchema()).isNull();
  }

  @Test
  void aSkippedUpdateHasNoRecord() {
    assertThat(
            new TestStream("skipped.operations", "u")
                .transaction(update(OldTuple.NONE, 1, "Bob", null)))
        .isEmpty();
  }

  @Test
  void anUpdateThatChangesNothingIsSkippedIfToldSo() {
    assertThat(
            TestStream.of(FULL, "skip.messages.without.change", "true")
                .transaction(
                    update(oldRow(1, "Ann", "x"), 1, "Ann", "x"),
                    update(oldRow(2, "Bob", "x"), 2, "Bob", UNCHANGED)))
        .isEmpty();
  }

  @Test
  void anUpdateThatChangesNothingIsARecordOtherwise() {
    assertThat(op(TestStream.of(FULL).change(update(oldRow(1, "Ann", "x"), 1, "Ann", "x"))))
        .isEqualTo("u");
  }

  @Test
  void anUpdateThatChangesAColumnIsNeverTakenForOneThatDoesNot() {
    TestStream stream = TestStream.of(FULL, "skip.messages.without.change", "true");

    assertThat(after(stream.change(update(oldRow(1, "Ann", "x"), 1, "Bob", "x"))))
        .containsExactly(1, "Bob", "x");
  }

  @Test
  void withoutTheOldRowAnUpdateMayHaveChangedSomething() {
    TestStream stream = new TestStream("skip.messages.without.change", "true");

    assertThat(op(stream.change(update(OldTuple.NONE, 1, "Ann", "x")))).isEqualTo("u");
  }

  @Test
  void aLargeValueThatWasNotSentIsThePlaceholderAndItsColumnIsNamed() {
    SourceRecord record = new TestStream().change(update(OldTuple.NONE, 1, "Bob", UNCHANGED));

    assertThat(after(record)).containsExactly(1, "Bob", PLACEHOLDER);
    assertThat(header(record, ContextHeaders.UNAVAILABLE)).isEqualTo(List.of("note"));
  }

  @Test
  void underIdentityFullTheOldRowHasTheLargeValue() {
    SourceRecord record =
        TestStream.of(FULL).change(update(oldRow(1, "Ann", "large"), 1, "Bob", UNCHANGED));

    assertThat(before(record)).containsExactly(1, "Ann", "large");
    assertThat(after(record)).containsExactly(1, "Bob", "large");
    assertThat(header(record, ContextHeaders.UNAVAILABLE)).isNull();
  }

  @Test
  void theNextRecordDoesNotNameTheColumnAgain() {
    TestStream stream = new TestStream();

    List<SourceRecord> records =
        stream.transaction(
            update(OldTuple.NONE, 1, "Bob", UNCHANGED),
            update(OldTuple.NONE, 1, "Bob", "small"),
            update(OldTuple.NONE, 1, "Cid", UNCHANGED),
            insert(2, "Dan", null),
            update(OldTuple.NONE, 1, "Eve", UNCHANGED),
            delete(oldKey(1, null, null)));

    assertThat(unavailable(records))
        .containsExactly("[note]", "none", "[note]", "none", "[note]", "[name, note]", "none");
  }

  @Test
  void theCreateOfAKeyChangeNamesTheColumnsThatWereNotSent() {
    List<SourceRecord> records =
        new TestStream().transaction(update(oldKey(1, null, null), 2, "Ann", UNCHANGED));

    assertThat(after(records.get(2))).containsExactly(2, "Ann", PLACEHOLDER);
    assertThat(unavailable(records)).containsExactly("[name, note]", "none", "[note]");
  }

  // Guards against: a stand-in of a NOT NULL column, or NULL, that a reader takes for the value.
  @Test
  void aDeleteNamesTheColumnsThatWereNotSent() {
    List<SourceRecord> records =
        TestStream.withRequiredNote(RELATION).transaction(delete(oldKey(1, null, null)));

    assertThat(before(records.get(0))).as("as Debezium has it").containsExactly(1, null, "");
    assertThat(unavailable(records)).containsExactly("[name, note]", "none");
  }

  @Test
  void underIdentityFullADeleteLacksNothing() {
    assertThat(unavailable(TestStream.of(FULL).transaction(delete(oldRow(1, "Ann", null)))))
        .containsExactly("none", "none");
  }

  // Guards against: names of the row before that hide values of the row after.
  @Test
  void anUpdateWithItsOldKeyNamesWhatBeforeLacksInAHeaderOfItsOwn() {
    SourceRecord record = new TestStream().change(update(oldKey(1, null, null), 1, "Bob", null));

    assertThat(header(record, ContextHeaders.UNAVAILABLE)).isNull();
    assertThat(header(record, ContextHeaders.UNAVAILABLE_BEFORE))
        .isEqualTo(List.of("name", "note"));
  }

  // Guards against: a header that names a column as no field of the event is called.
  @Test
  void theHeaderNamesFieldsAsTheyAreInTheEvent() {
    Relation relation =
        new Relation(
            TestTable.OID,
            "public",
            "visits",
            ReplicaIdentity.DEFAULT,
            List.of(
                new RelationColumn(true, "id", 23, -1),
                new RelationColumn(false, "name", 25, -1),
                new RelationColumn(false, "big-note", 25, -1)));
    TestTable table = new TestTable("field.name.adjustment.mode", "avro");
    table.catalog.is(relation, List.of("id"), List.of("id"));

    List<SourceRecord> records =
        new TestStream(table, relation)
            .transaction(update(OldTuple.NONE, 1, "Bob", UNCHANGED), delete(oldKey(1, null, null)));

    assertThat(unavailable(records)).containsExactly("[big_note]", "[name, big_note]", "none");
    assertThat(column(records.get(0), "big_note")).isNotNull();
  }

  @Test
  void anUpdateOfTheKeyDeletesTheOldKeyAndCreatesTheNewOne() {
    List<SourceRecord> records = new TestStream().transaction(MOVE);

    SourceRecord deleted = records.get(0);
    assertThat(keyOf(deleted)).containsExactly(1);
    assertThat(before(deleted)).containsExactly(1, null, null);
    assertThat(after(deleted)).isNull();
    SourceRecord tombstone = records.get(1);
    assertThat(keyOf(tombstone)).containsExactly(1);
    assertThat(tombstone.valueSchema()).isNull();
    SourceRecord created = records.get(2);
    assertThat(keyOf(created)).containsExactly(2);
    assertThat(before(created)).isNull();
    assertThat(after(created)).containsExactly(2, "Ann", null);
  }

  @Test
  void underIdentityFullTheOldKeyIsDeletedWithItsWholeRow() {
    List<SourceRecord> records =
        TestStream.of(FULL).transaction(update(oldRow(1, "Ann", "x"), 2, "Bob", "y"));

    assertThat(outline(records)).isEqualTo("d before, tombstone before, c covering");
    assertThat(before(records.get(0))).containsExactly(1, "Ann", "x");
    assertThat(keyOf(records.get(0))).containsExactly(1);
    assertThat(after(records.get(2))).containsExactly(2, "Bob", "y");
    assertThat(keyOf(records.get(2))).containsExactly(2);
  }

  @Test
  void underIdentityIndexAChangeOfTheIndexedColumnIsAKeyChange() {
    List<SourceRecord> records =
        TestStream.of(relation(ReplicaIdentity.INDEX, "name"))
            .transaction(update(oldKey(null, "Ann", null), 1, "Bob", null));

    assertThat(outline(records)).isEqualTo("d before, tombstone before, c covering");
    assertThat(keyOf(records.get(0))).containsExactly("Ann");
    assertThat(before(records.get(0)))
        .as("a column that is NOT NULL and was not sent is zero")
        .containsExactly(0, "Ann", null);
    assertThat(keyOf(records.get(2))).containsExactly("Bob");
  }

  // the server sends the old key of a large one that did not change, too
  @Test
  void anOldKeyThatIsTheSameIsNoKeyChange() {
    SourceRecord record = new TestStream().change(update(oldKey(1, null, null), 1, "Bob", null));

    assertThat(op(record)).isEqualTo("u");
    assertThat(before(record)).containsExactly(1, null, null);
  }

  @Test
  void theRecordsOfAKeyChangeNameTheOtherKey() {
    List<SourceRecord> records = new TestStream().transaction(MOVE);

    assertThat(header(records.get(0), "__debezium.newkey")).isEqualTo(records.get(2).key());
    assertThat(header(records.get(1), "__debezium.newkey")).isEqualTo(records.get(2).key());
    assertThat(header(records.get(2), "__debezium.oldkey")).isEqualTo(records.get(0).key());
    assertThat(header(records.get(2), "__debezium.newkey")).isNull();
  }

  // Guards against: a position that is stored with one of the records and covers those after it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | t     | d before, tombstone before, c covering",
        "false | t     | d before, c covering",
        "true  | c     | d before, tombstone covering",
        "false | c     | d covering",
        "true  | d     | c covering",
        "false | d     | c covering",
        "true  | u     | d before, tombstone before, c covering",
        "false | u     | d before, c covering",
        "true  | c,d   | nothing",
        "false | c,d   | nothing"
      })
  void theLastRecordOfAKeyChangeCoversIt(String tombstones, String skipped, String expected) {
    TestStream stream =
        new TestStream("tombstones.on.delete", tombstones, "skipped.operations", skipped);

    assertThat(outline(stream.transaction(MOVE))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "1, 3", "2, 0"})
  void afterACrashAKeyChangeComesAgainUnlessItsLastRecordIsStored(int stored, int repeated) {
    List<SourceRecord> delivered = new TestStream().transaction(MOVE);

    TestStream restarted = TestStream.after(delivered.get(stored));
    assertThat(restarted.transaction(MOVE)).hasSize(repeated);
  }

  // Guards against: a delete without its create, which the next try delivers a second time.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKeyChangeOfWhichOneRowCannotBeDecodedHasNoRecord(boolean newRow) {
    TestStream stream = TestStream.of(FULL);
    PgOutputMessage move =
        newRow
            ? update(oldRow(1, "Ann", "x"), "not an int4", "Bob", "y")
            : update(oldRow("not an int4", "Ann", "x"), 2, "Bob", "y");

    assertThatThrownBy(() -> stream.transaction(move))
        .isInstanceOf(UndecodableValueException.class);
    assertThat(stream.records()).isEmpty();
    assertThat(stream.visits.cursor().position()).as("counts as delivered").isNull();
  }

  @Test
  void aKeyChangeThatIsMadeAgainHasEachRecordOnce() {
    TestTable table = new TestTable();
    TestStream stream = TestStream.withMood(table, "calm");
    table.catalog.hasMood("calm", "glad");

    assertThat(outline(stream.transaction(update(oldKey(1, null), 2, "glad"))))
        .isEqualTo("d before, tombstone before, c covering");
  }

  // Guards against: a failure without table and column, of a key that the row leaves out.
  @Test
  void aKeyThatCannotBeDecodedIsNamed() {
    TestStream stream =
        TestStream.of(
            RELATION,
            "message.key.columns",
            "public.visits:id",
            "column.exclude.list",
            "public.visits.id");

    assertThatThrownBy(() -> stream.transaction(insert("not an int4", "Ann", null)))
        .isInstanceOf(UndecodableValueException.class)
        .hasMessageContaining("column \"id\" of public.visits")
        .hasMessageNotContaining("not an int4");
    assertThat(stream.records()).isEmpty();
  }

  @Test
  void aDeleteHasTheOldKeyAndATombstoneFollows() {
    List<SourceRecord> records = new TestStream().transaction(delete(oldKey(1, null, null)));

    assertThat(outline(records)).isEqualTo("d before, tombstone covering");
    SourceRecord deleted = records.get(0);
    assertThat(keyOf(deleted)).containsExactly(1);
    assertThat(before(deleted)).containsExactly(1, null, null);
    assertThat(after(deleted)).isNull();
    SourceRecord tombstone = records.get(1);
    assertThat(tombstone.key()).isEqualTo(deleted.key());
    assertThat(tombstone.topic()).isEqualTo(deleted.topic());
    assertThat(tombstone.keySchema()).isSameAs(deleted.keySchema());
    assertThat(tombstone.valueSchema()).isNull();
  }

  @Test
  void underIdentityFullADeleteHasTheWholeOldRow() {
    List<SourceRecord> records = TestStream.of(FULL).transaction(delete(oldRow(1, "Ann", "x")));

    assertThat(before(records.get(0))).containsExactly(1, "Ann", "x");
    assertThat(keyOf(records.get(0))).containsExactly(1);
  }

  @Test
  void withoutTombstonesTheDeleteCoversItsChange() {
    TestStream stream = new TestStream("tombstones.on.delete", "false");

    assertThat(outline(stream.transaction(delete(oldKey(1, null, null))))).isEqualTo("d covering");
  }

  @Test
  void aSkippedDeleteHasNoRecordAndNoTombstone() {
    TestStream stream = new TestStream("skipped.operations", "d");

    assertThat(stream.transaction(delete(oldKey(1, null, null)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 0"})
  void afterACrashADeleteComesAgainUnlessItsTombstoneIsStored(int stored, int repeated) {
    PgOutputMessage delete = delete(oldKey(1, null, null));
    List<SourceRecord> delivered = new TestStream().transaction(delete);

    TestStream restarted = TestStream.after(delivered.get(stored));
    assertThat(restarted.transaction(delete)).hasSize(repeated);
  }

  @Test
  void aTruncateHasNoRecordByDefault() {
    assertThat(new TestStream().transaction(truncate())).isEmpty();
  }

  @Test
  void aTruncateThatIsNotSkippedIsARecordWithoutKeyAndRows() {
    SourceRecord record = new TestStream("skipped.operations", "none").change(truncate());

    assertThat(op(record)).isEqualTo("t");
    assertThat(record.key()).isNull();
    assertThat(record.keySchema()).isNull();
    assertThat(before(record)).isNull();
    assertThat(after(record)).isNull();
    assertThat(record.topic()).isEqualTo("srv.public.visits");
    assertThat(record.sourceOffset()).isEqualTo(COVERING);
  }

  @Test
  void aColumnThatIsNotNullIsRequired() {
    SourceRecord record = TestStream.withRequiredNote(RELATION).change(insert(1, "Ann", "x"));

    assertThat(column(record, "note").isOptional()).isFalse();
  }

  @Test
  void aNullThatTheCatalogDoesNotAllowMakesTheColumnOptional() {
    SourceRecord record = TestStream.withRequiredNote(RELATION).change(insert(1, "Ann", null));

    assertThat(after(record)).containsExactly(1, "Ann", null);
    assertThat(column(record, "note").isOptional()).isTrue();
    assertThat(record.sourceOffset()).isEqualTo(COVERING);
  }

  @Test
  void aNullInAnOldRowMakesTheColumnOptionalToo() {
    SourceRecord record =
        TestStream.withRequiredNote(FULL).change(update(oldRow(1, "Ann", null), 1, "Ann", "x"));

    assertThat(before(record)).containsExactly(1, "Ann", null);
    assertThat(after(record)).containsExactly(1, "Ann", "x");
  }

  @Test
  void aColumnThatWasNullStaysOptional() {
    TestStream stream = TestStream.withRequiredNote(RELATION);
    SourceRecord first = stream.change(insert(1, "Ann", null));
    SourceRecord second = stream.change(insert(2, "Bob", "x"));

    assertThat(second.valueSchema()).isSameAs(first.valueSchema());
  }

  @Test
  void severalUnexpectedNullsOfARowMakeOneRecord() {
    TestTable table = new TestTable();
    table.catalog.is(RELATION, List.of("id", "name", "note"), List.of("id"));

    SourceRecord record = new TestStream(table, RELATION).change(insert(1, null, null));
    assertThat(after(record)).containsExactly(1, null, null);
  }

  @Test
  void aNullInTheKeyFails() {
    TestStream stream = new TestStream();

    assertThatThrownBy(() -> stream.transaction(insert(null, "Ann", null)))
        .isInstanceOf(UndeliverableTableException.class)
        .hasMessageContaining("\"id\"")
        .hasMessageContaining("message.key.columns");
  }

  @Test
  void aLabelThatWasAddedToAnEnumIsReadFromTheCatalog() {
    TestTable table = new TestTable();
    TestStream stream = TestStream.withMood(table, "calm");
    table.catalog.hasMood("calm", "glad");
    SourceRecord record = stream.change(insert(1, "glad"));

    assertThat(after(record)).containsExactly(1, "glad");
    assertThat(column(record, "mood").parameters()).containsEntry("allowed", "calm,glad");
    assertThat(record.sourceOffset()).isEqualTo(COVERING);
  }

  @Test
  void aLabelThatTheCatalogHasNoMoreIsEmittedAsItWasSent() {
    SourceRecord record = TestStream.withMood(new TestTable(), "calm").change(insert(1, "angry"));

    assertThat(after(record)).containsExactly(1, "angry");
    assertThat(column(record, "mood").parameters()).containsEntry("allowed", "calm");
  }
}

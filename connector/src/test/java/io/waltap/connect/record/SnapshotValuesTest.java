/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import static io.waltap.connect.record.TestRecords.after;
import static io.waltap.connect.record.TestRecords.column;
import static io.waltap.connect.record.TestTable.RELATION;
import static io.waltap.connect.record.TestTable.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.UndeliverableTableException;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Rows of a snapshot that do not fit what the catalog says of their columns. */
class SnapshotValuesTest {
  private static final EventTime NOW = EventTime.now();

  // Guards against: a snapshot that fails at each restart, because a value of a NOT NULL column has
  // no representation and so becomes null.
  @Test
  void aRequiredColumnWithoutAValueIsOptionalFromThenOn() {
    SnapshotRecords records = records();
    CapturedRecord first = records.row(tuple(1, "Ann", "x"), SnapshotRecords.WITHIN, NOW);
    CapturedRecord second = records.row(tuple(2, "Bob", null), SnapshotRecords.WITHIN, NOW);
    CapturedRecord third = records.row(tuple(3, "Cid", "y"), SnapshotRecords.WITHIN, NOW);

    assertThat(column(first, "note").isOptional()).isFalse();
    assertThat(column(second, "note").isOptional()).isTrue();
    assertThat(after(second)).containsExactly(2, "Bob", null);
    assertThat(third.valueSchema()).isSameAs(second.valueSchema());
  }

  @Test
  void laterMomentsOfTheSnapshotHaveTheNewSchemaToo() {
    SnapshotRecords records = records();
    CapturedRecord one =
        records.asOf(1, 1).row(tuple(1, "Ann", null), SnapshotRecords.INCREMENTAL, NOW);
    CapturedRecord two =
        records.asOf(2, 2).row(tuple(2, "Bob", "x"), SnapshotRecords.INCREMENTAL, NOW);

    assertThat(two.valueSchema()).isSameAs(one.valueSchema());
  }

  // Guards against: a record whose value has another schema than it says.
  @Test
  void anEarlierRowKeepsItsSchemaWhenItCompletesTheTable() {
    SnapshotRecords records = records();
    CapturedRecord early = records.row(tuple(1, "Ann", "x"), SnapshotRecords.WITHIN, NOW);
    records.row(tuple(2, "Bob", null), SnapshotRecords.WITHIN, NOW);

    CapturedRecord last = records.completing(early, SnapshotRecords.LAST);

    assertThat(last.valueSchema()).isSameAs(((Struct) last.value()).schema());
    assertThat(column(last, "note").isOptional()).isFalse();
  }

  // Guards against: a table that is set aside for a label that came while the tables were read.
  @Test
  void aLabelThatWasAddedToAnEnumIsReadFromTheCatalog() {
    TestTable table = new TestTable();
    table.catalog.hasMood("calm");
    SnapshotRecords records = moods(table);
    CapturedRecord first = records.row(tuple(1, "calm"), SnapshotRecords.WITHIN, NOW);
    table.catalog.hasMood("calm", "glad");
    CapturedRecord second = records.row(tuple(2, "glad"), SnapshotRecords.WITHIN, NOW);

    assertThat(column(first, "mood").parameters()).containsEntry("allowed", "calm");
    assertThat(after(second)).containsExactly(2, "glad");
    assertThat(column(second, "mood").parameters()).containsEntry("allowed", "calm,glad");
  }

  @Test
  void aLabelThatTheCatalogHasNoMoreIsEmittedAsItWasSent() {
    TestTable table = new TestTable();
    table.catalog.hasMood("calm");
    CapturedRecord row = moods(table).row(tuple(1, "angry"), SnapshotRecords.WITHIN, NOW);

    assertThat(after(row)).containsExactly(1, "angry");
    assertThat(column(row, "mood").parameters()).containsEntry("allowed", "calm");
  }

  // Guards against: a start that asks for the same types once for each of thousands of tables.
  @Test
  void typesAreReadAgainOnceAndNotForEachTable() {
    TestTable table = new TestTable();
    table.catalog.hasMood("calm");
    table.schemas.compileForSnapshot(TestTable.WITH_MOOD);
    table.catalog.hasMood("calm", "glad");

    assertThat(labels(table)).isEqualTo("calm");
    table.schemas.refreshTypes();
    assertThat(labels(table)).isEqualTo("calm,glad");
  }

  @Test
  void aKeyWithoutAValueFailsTheTable() {
    assertThatExceptionOfType(UndeliverableTableException.class)
        .isThrownBy(() -> records().row(tuple(null, "Ann", "x"), SnapshotRecords.WITHIN, NOW))
        .withMessageContaining("decimal.handling.mode");
  }

  private static String labels(TestTable table) {
    TableSchema schema = table.schemas.compileForSnapshot(TestTable.WITH_MOOD);
    return schema.valueSchema().field("mood").schema().parameters().get("allowed");
  }

  private static SnapshotRecords moods(TestTable table) {
    return new SnapshotRecords(
        table.context,
        table.schemas,
        table.schemas.compileForSnapshot(TestTable.WITH_MOOD),
        0,
        0,
        0,
        TablePosition.snapshot(false, 0),
        TableIdentity.UNKNOWN);
  }

  private static SnapshotRecords records() {
    TestTable table = new TestTable();
    table.catalog.is(RELATION, List.of("id", "note"), List.of("id"));
    return table.records();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the mirror takes for granted of Iceberg: a new version of it has to pass this first. */
class IcebergFactsTest {
  private static final TableIdentifier NAME = TableIdentifier.of("shop", "orders");
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Types.NestedField.required(1, "id", Types.LongType.get()),
              Types.NestedField.optional(2, "name", Types.StringType.get())),
          Set.of(1));

  @TempDir Path directory;
  private Catalog catalog;
  private Table table;

  @BeforeEach
  void create() {
    catalog = TestCatalog.hadoop(directory);
    ((SupportsNamespaces) catalog).createNamespace(Namespace.of("shop"));
    table =
        catalog.createTable(
            NAME, SCHEMA, PartitionSpec.unpartitioned(), Map.of("format-version", "3"));
  }

  @Test
  void oneTransactionCarriesRowsVectorsSchemaSummaryAndProperty() throws IOException {
    DataFile first = write(table, List.of(row(1, "a"), row(2, "b"), row(3, "c")));
    commit(first, List.of(), List.of());

    Transaction transaction = table.newTransaction();
    transaction.updateSchema().addColumn("more", Types.StringType.get()).commit();
    Schema schema = transaction.table().schema();
    Record wider = GenericRecord.create(schema);
    wider.setField("id", 2L);
    wider.setField("name", "B");
    wider.setField("more", "new");
    DataFile second = write(table, schema, List.of(wider, wider.copy("id", 9L)));
    List<DeleteFile> vectors = new ArrayList<>(vector(first, List.of(), 1));
    // on a file of the same commit, too
    vectors.addAll(vector(second, List.of(), 1));
    RowDelta delta = transaction.newRowDelta().addRows(second);
    vectors.forEach(delta::addDeletes);
    delta.set("waltap.mirror.commit", "x").commit();
    transaction.updateProperties().set("state", "1").commit();
    transaction.commitTransaction();

    Table read = catalog.loadTable(NAME);
    assertThat(read.properties()).containsEntry("state", "1");
    assertThat(read.currentSnapshot().summary()).containsEntry("waltap.mirror.commit", "x");
    assertThat(TestCatalog.rows(read, null))
        .extracting(row -> row.get("id") + "/" + row.get("name") + "/" + row.get("more"))
        .containsExactlyInAnyOrder("1/a/null", "3/c/null", "2/B/new");
    assertThat(read.snapshots()).hasSize(2);
  }

  @Test
  void aLaterVectorReplacesTheOneBefore() throws IOException {
    DataFile file = write(table, List.of(row(1, "a"), row(2, "b"), row(3, "c")));
    commit(file, List.of(), List.of());
    commit(null, vector(file, List.of(), 0), List.of());
    List<DeleteFile> before = deletes();
    assertThat(before).hasSize(1);

    List<DeleteFile> after = vector(file, before, 2);
    commit(null, after, before);
    assertThat(deletes()).hasSize(1);
    assertThat(TestCatalog.rows(catalog, NAME))
        .extracting(row -> row.get("id"))
        .containsExactly(2L);
  }

  @Test
  void twoVectorsForOneFileOnOneBaseConflict() throws IOException {
    DataFile file = write(table, List.of(row(1, "a"), row(2, "b"), row(3, "c")));
    commit(file, List.of(), List.of());
    Table other = catalog.loadTable(NAME);
    long base = table.currentSnapshot().snapshotId();
    RowDelta late =
        other
            .newRowDelta()
            .validateFromSnapshot(base)
            .validateNoConflictingDeleteFiles()
            .validateNoConflictingDataFiles();
    vector(file, List.of(), 1).forEach(late::addDeletes);
    commit(null, vector(file, List.of(), 0), List.of());

    assertThatThrownBy(late::commit).isInstanceOf(ValidationException.class);
  }

  @Test
  void theFenceIsAskedAgainWhenACommitIsRetried() throws IOException {
    commit(write(table, List.of(row(1, "a"))), List.of(), List.of());
    Table other = catalog.loadTable(NAME);
    List<List<Long>> asked = new ArrayList<>();
    SnapshotAncestryValidator fence =
        ancestry -> {
          List<Long> ids = new ArrayList<>();
          ancestry.forEach(snapshot -> ids.add(snapshot.snapshotId()));
          asked.add(ids);
          return ids.size() < 2;
        };
    Transaction transaction = other.newTransaction();
    RowDelta delta = transaction.newRowDelta().addRows(write(other, List.of(row(2, "b"))));
    delta.validateWith(fence).commit();
    transaction.updateProperties().set("state", "2").commit();
    commit(write(table, List.of(row(3, "c"))), List.of(), List.of());

    assertThatThrownBy(transaction::commitTransaction).isInstanceOf(ValidationException.class);
    assertThat(asked).hasSizeGreaterThan(1);
    assertThat(asked.get(asked.size() - 1)).hasSize(2);
    assertThat(catalog.loadTable(NAME).properties()).doesNotContainKey("state");
  }

  @Test
  void anAppendOfAnotherIsToleratedWhereTheFenceAllowsIt() throws IOException {
    commit(write(table, List.of(row(1, "a"))), List.of(), List.of());
    Table other = catalog.loadTable(NAME);
    Transaction transaction = other.newTransaction();
    transaction
        .newRowDelta()
        .addRows(write(other, List.of(row(2, "b"))))
        .validateWith(ancestry -> true)
        .commit();
    commit(write(table, List.of(row(3, "c"))), List.of(), List.of());

    transaction.commitTransaction();
    Snapshot snapshot = catalog.loadTable(NAME).currentSnapshot();
    assertThat(snapshot.summary()).containsEntry("total-records", "3");
  }

  // One Puffin file for several vectors would be lost here: the strategy that core chooses deletes
  // the file of a replaced vector without a look at the others in it.
  @Test
  void aVectorInAFileOfItsOwnSurvivesTheExpiryOfTheSnapshotsBefore() throws IOException {
    DataFile one = write(table, List.of(row(1, "a"), row(2, "b"), row(3, "c")));
    DataFile two = write(table, List.of(row(4, "d"), row(5, "e")));
    commit(one, List.of(), List.of());
    commit(two, List.of(), List.of());
    List<DeleteFile> vectors = new ArrayList<>(vector(one, List.of(), 0));
    vectors.addAll(vector(two, List.of(), 0));
    commit(null, vectors, List.of());
    List<DeleteFile> ofOne =
        deletes().stream().filter(d -> d.referencedDataFile().equals(one.location())).toList();
    commit(null, vector(one, ofOne, 1), ofOne);

    table.expireSnapshots().expireOlderThan(System.currentTimeMillis() + 1).retainLast(1).commit();
    assertThat(TestCatalog.rows(catalog, NAME))
        .extracting(row -> row.get("id"))
        .containsExactlyInAnyOrder(3L, 5L);
  }

  private static Record row(long id, String name) {
    Record record = GenericRecord.create(SCHEMA);
    record.setField("id", id);
    record.setField("name", name);
    return record;
  }

  private static DataFile write(Table table, List<Record> rows) throws IOException {
    return write(table, table.schema(), rows);
  }

  private static DataFile write(Table table, Schema schema, List<Record> rows) throws IOException {
    OutputFileFactory names =
        OutputFileFactory.builderFor(table, 0, 0).format(FileFormat.PARQUET).build();
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataSchema(schema)
            .build()
            .newDataWriter(names.newOutputFile(), table.spec(), null);
    try (writer) {
      rows.forEach(writer::write);
    }
    return writer.toDataFile();
  }

  private List<DeleteFile> vector(DataFile file, List<DeleteFile> before, long position)
      throws IOException {
    OutputFileFactory names =
        OutputFileFactory.builderFor(table, 0, 0).format(FileFormat.PUFFIN).build();
    PositionDeleteIndex previous =
        before.isEmpty()
            ? null
            : new BaseDeleteLoader(delete -> table.io().newInputFile(delete))
                .loadPositionDeletes(before, file.location());
    BaseDVFileWriter writer = new BaseDVFileWriter(names, path -> previous);
    try (writer) {
      writer.delete(file.location(), position, table.spec(), file.partition());
    }
    assertThat(writer.result().rewrittenDeleteFiles()).hasSize(before.size());
    return writer.result().deleteFiles();
  }

  private void commit(DataFile added, List<DeleteFile> vectors, List<DeleteFile> replaced) {
    table.refresh();
    RowDelta delta = table.newRowDelta();
    if (table.currentSnapshot() != null) {
      // without it, every vector of the past counts as a conflict
      delta.validateFromSnapshot(table.currentSnapshot().snapshotId());
    }
    if (added != null) {
      delta.addRows(added);
    }
    vectors.forEach(delta::addDeletes);
    replaced.forEach(delta::removeDeletes);
    delta.commit();
  }

  private List<DeleteFile> deletes() throws IOException {
    table.refresh();
    List<DeleteFile> deletes = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(task -> deletes.addAll(task.deletes()));
    }
    return deletes;
  }
}

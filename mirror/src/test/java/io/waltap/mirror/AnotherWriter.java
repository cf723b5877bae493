/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.mirror.change.Key;
import io.waltap.mirror.locate.Location;
import io.waltap.mirror.locate.ScanLocator;
import io.waltap.mirror.write.DataFiles;
import io.waltap.mirror.write.Deletes;
import io.waltap.mirror.write.Deletion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.SortingPositionOnlyDeleteWriter;
import org.apache.iceberg.io.OutputFileFactory;

/** Writes to a table as a program does that knows nothing of mirrors. */
public final class AnotherWriter {
  private AnotherWriter() {}

  /** Appends rows. */
  public static List<DataFile> append(Table table, Record... rows) {
    table.refresh();
    List<DataFile> files =
        new DataFiles(table, table.schema(), names(table, FileFormat.PARQUET)).write(List.of(rows));
    AppendFiles append = table.newAppend();
    files.forEach(append::appendFile);
    append.commit();
    return files;
  }

  /** Deletes the rows of keys. */
  public static void delete(Table table, List<String> keyColumns, Key... keys) {
    table.refresh();
    Deletes deletes =
        Deleting.BY_VECTORS.policy().deletes(table, table, format -> names(table, format));
    commit(table, deletes.delete(places(table, keyColumns, Set.of(keys))));
  }

  /**
   * Deletes rows by one position delete file for all their data files, as Spark does by default in
   * format version 2. The rows are of one partition.
   */
  public static DeleteFile deleteTogether(Table table, List<String> keyColumns, Key... keys) {
    table.refresh();
    List<Location> places = places(table, keyColumns, Set.of(keys));
    DataFile first = places.get(0).file().data();
    PartitionSpec spec = table.specs().get(first.specId());
    StructLike partition = spec.isPartitioned() ? first.partition() : null;
    SortingPositionOnlyDeleteWriter<Record> writer =
        new SortingPositionOnlyDeleteWriter<>(
            new GenericFileWriterFactory.Builder(table)
                .build()
                .newPositionDeleteWriter(
                    names(table, FileFormat.PARQUET).newOutputFile(), spec, partition));
    PositionDelete<Record> delete = PositionDelete.create();
    try (writer) {
      for (Location place : places) {
        writer.write(delete.set(place.file().data().location(), place.position()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DeleteFile file = writer.result().deleteFiles().get(0);
    table.newRowDelta().addDeletes(file).commit();
    return file;
  }

  /** Deletes the rows that have a value of a column, as Flink does. */
  public static void deleteByEquality(Table table, String column, Object value) {
    table.refresh();
    Schema columns = table.schema().select(column);
    EqualityDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .equalityFieldIds(new int[] {columns.findField(column).fieldId()})
            .equalityDeleteRowSchema(columns)
            .build()
            .newEqualityDeleteWriter(
                names(table, FileFormat.PARQUET).newOutputFile(), table.spec(), null);
    Record row = GenericRecord.create(columns);
    row.setField(column, value);
    try (writer) {
      writer.write(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
  }

  /** Where the rows of keys are. */
  public static List<Location> places(Table table, List<String> keyColumns, Set<Key> keys) {
    Collection<List<Location>> found = new ScanLocator(table, keyColumns).locate(keys).values();
    List<Location> places = new ArrayList<>();
    found.forEach(places::addAll);
    return places;
  }

  /** Commits a deletion that keeps no rows of removed files. */
  public static void commit(Table table, Deletion deletion) {
    commit(table, deletion, List.of());
  }

  /** Commits a deletion, and data files. */
  public static void commit(Table table, Deletion deletion, List<DataFile> added) {
    RowDelta delta = table.newRowDelta().validateFromSnapshot(table.currentSnapshot().snapshotId());
    added.forEach(delta::addRows);
    deletion.added().forEach(delta::addDeletes);
    deletion.replaced().forEach(delta::removeDeletes);
    deletion.removed().forEach(delta::removeRows);
    delta.commit();
  }

  /** Names of new files. */
  public static OutputFileFactory names(Table table, FileFormat format) {
    return OutputFileFactory.builderFor(table, 0, 0).format(format).build();
  }
}

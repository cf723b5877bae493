/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.write;

import io.waltap.mirror.locate.FileRows;
import io.waltap.mirror.locate.LiveFile;
import io.waltap.mirror.locate.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.DeleteGranularity;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.deletes.SortingPositionOnlyDeleteWriter;
import org.apache.iceberg.io.DeleteWriteResult;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Deletes rows by position delete files, which format version 2 has. A data file has one of them at
 * most: a new one includes the one before. A data file without a live row is removed.
 *
 * <p>Position delete files of other programs that are for several data files stay as they are.
 */
public final class Positions implements Deletes {
  private final Map<Integer, PartitionSpec> specs;
  private final FileRows rows;
  private final OutputFileFactory names;
  private final GenericFileWriterFactory writers;

  /**
   * @param table whose rows are deleted, with its newest schema
   * @param names gives the files their names, which no data file has; their format is Parquet
   */
  public Positions(Table table, OutputFileFactory names) {
    this.specs = table.specs();
    this.rows = new FileRows(table);
    this.names = names;
    this.writers =
        new GenericFileWriterFactory.Builder(table).deleteFileFormat(FileFormat.PARQUET).build();
  }

  @Override
  public Deletion delete(Collection<Location> places) {
    List<TouchedFile> touched = TouchedFile.of(places);
    Deletion deletion = Deletion.ofEmptied(touched);
    for (TouchedFile each : touched) {
      if (!each.isEmptied()) {
        write(each, deletion);
      }
    }
    return deletion;
  }

  private void write(TouchedFile touched, Deletion deletion) {
    SortingPositionOnlyDeleteWriter<Record> writer =
        new SortingPositionOnlyDeleteWriter<>(
            () -> writer(touched.file().data()),
            DeleteGranularity.FILE,
            path -> before(touched.file()));
    PositionDelete<Record> delete = PositionDelete.create();
    try (writer) {
      for (long position : touched.positions()) {
        writer.write(delete.set(touched.path(), position));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a position delete file", e);
    }
    DeleteWriteResult result = writer.result();
    deletion.added().addAll(result.deleteFiles());
    deletion.replaced().addAll(result.rewrittenDeleteFiles());
  }

  private PositionDeleteWriter<Record> writer(DataFile data) {
    PartitionSpec spec = specs.get(data.specId());
    if (!spec.isPartitioned()) {
      return writers.newPositionDeleteWriter(names.newOutputFile(), spec, null);
    }
    PartitionData partition = Partitions.of(spec, data);
    return writers.newPositionDeleteWriter(names.newOutputFile(spec, partition), spec, partition);
  }

  /** What the delete files that are replaced have deleted; null if there are none. */
  private PositionDeleteIndex before(LiveFile file) {
    List<DeleteFile> own = file.ownDeletes();
    if (own.isEmpty()) {
      return null;
    }
    return own.size() == file.deletes().size() ? file.deleted() : rows.deleted(file.data(), own);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.mirror.change.Key;
import io.waltap.mirror.locate.Location;
import io.waltap.mirror.locate.ScanLocator;
import io.waltap.mirror.write.DataFiles;
import io.waltap.mirror.write.Vectors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
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
    Vectors vectors = new Vectors(table, names(table, FileFormat.PUFFIN));
    commit(table, vectors.delete(places(table, keyColumns, Set.of(keys))));
  }

  /** Where the rows of keys are. */
  public static List<Location> places(Table table, List<String> keyColumns, Set<Key> keys) {
    Collection<List<Location>> found = new ScanLocator(table, keyColumns).locate(keys).values();
    List<Location> places = new ArrayList<>();
    found.forEach(places::addAll);
    return places;
  }

  /** Commits a deletion. */
  public static void commit(Table table, Vectors.Deletion deletion) {
    RowDelta delta = table.newRowDelta().validateFromSnapshot(table.currentSnapshot().snapshotId());
    deletion.added().forEach(delta::addDeletes);
    deletion.replaced().forEach(delta::removeDeletes);
    deletion.emptied().forEach(delta::removeRows);
    delta.commit();
  }

  /** Names of new files. */
  public static OutputFileFactory names(Table table, FileFormat format) {
    return OutputFileFactory.builderFor(table, 0, 0).format(format).build();
  }
}

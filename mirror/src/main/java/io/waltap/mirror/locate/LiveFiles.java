/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/** Lists the data files of a snapshot. */
public final class LiveFiles {
  private LiveFiles() {}

  /**
   * The data files of a table's current snapshot, as it was loaded last.
   *
   * @throws EqualityDeletesException if rows of one are deleted by equality deletes
   */
  public static List<LiveFile> of(Table table) {
    FileRows rows = new FileRows(table);
    List<LiveFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        requirePositions(task);
        files.add(
            new LiveFile(
                task.file().copyWithoutStats(),
                task.deletes(),
                rows.deleted(task.file(), task.deletes())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the manifests of " + table.name(), e);
    }
    return files;
  }

  /** A row that an equality delete hides would be found, and counted as live. */
  private static void requirePositions(FileScanTask task) {
    for (DeleteFile delete : task.deletes()) {
      if (delete.content() == FileContent.EQUALITY_DELETES) {
        throw new EqualityDeletesException(task.file().location(), delete.location());
      }
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * A data file of a snapshot, as its manifests have it: nothing of the file has been read.
 *
 * @param data the file, without statistics of its columns
 * @param deletes the files that delete rows of it
 */
record PlannedFile(DataFile data, List<DeleteFile> deletes) {
  /**
   * The data files of a table's current snapshot, as it was loaded last.
   *
   * @throws EqualityDeletesException if rows of one are deleted by equality deletes
   */
  static List<PlannedFile> of(Table table) {
    List<PlannedFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        requirePositions(task);
        files.add(new PlannedFile(task.file().copyWithoutStats(), task.deletes()));
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

  /** Reads which rows are deleted. */
  LiveFile load(FileRows rows) {
    return new LiveFile(data, deletes, rows.deleted(data, deletes));
  }
}

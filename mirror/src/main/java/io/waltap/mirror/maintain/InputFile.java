/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.maintain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.ContentFileUtil;

/**
 * A data file of a snapshot, and its deletes, as the manifests have them.
 *
 * @param data the file, without statistics of its columns
 * @param deletes the files that delete rows of it
 */
record InputFile(DataFile data, List<DeleteFile> deletes) {
  InputFile {
    deletes = List.copyOf(deletes);
  }

  /** The data files of a table's current snapshot, as it was loaded last. */
  static List<InputFile> of(Table table) {
    List<InputFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        files.add(new InputFile(task.file().copyWithoutStats(), task.deletes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the manifests of " + table.name(), e);
    }
    return files;
  }

  /**
   * Whether its deletes go with it. Those by value, and those of several files, are of another
   * program, and stay as they are.
   */
  boolean hasOwnDeletes() {
    return deletes.stream().allMatch(ContentFileUtil::isFileScoped);
  }

  /** How many of its rows are deleted. */
  long deadRows() {
    long rows = deletes.stream().mapToLong(DeleteFile::recordCount).sum();
    return Math.min(rows, data.recordCount());
  }

  /** The share of its rows that are deleted. */
  double deadRatio() {
    return data.recordCount() == 0 ? 1 : (double) deadRows() / data.recordCount();
  }

  /** About how many bytes its other rows take. */
  long liveBytes() {
    return Math.round(data.fileSizeInBytes() * (1 - deadRatio()));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.expressions.Expressions;

/**
 * Files that take the place of others, so that the table shows the same rows.
 *
 * @param removed data files of the table
 * @param removedDeletes the deletes of these files
 * @param added data files with the rows
 * @param addedDeletes vectors on the added files
 * @param complete whether all files from which the rows were read are still in the table
 */
public record ReplacedFiles(
    List<DataFile> removed,
    List<DeleteFile> removedDeletes,
    List<DataFile> added,
    List<DeleteFile> addedDeletes,
    boolean complete) {
  /** Nothing is left to replace. */
  public static final ReplacedFiles NONE =
      new ReplacedFiles(List.of(), List.of(), List.of(), List.of(), true);

  public ReplacedFiles {
    removed = List.copyOf(removed);
    removedDeletes = List.copyOf(removedDeletes);
    added = List.copyOf(added);
    addedDeletes = List.copyOf(addedDeletes);
  }

  /** Whether nothing is left to replace. */
  public boolean isEmpty() {
    return removed.isEmpty();
  }

  /**
   * As a snapshot that says that no row has changed. Iceberg takes this only if the files are
   * complete: there must not be more rows than before, deleted ones included, and no deletes where
   * there were none.
   *
   * @param base the snapshot for which this was worked out
   */
  RewriteFiles in(RewriteFiles rewrite, long base) {
    removed.forEach(rewrite::deleteFile);
    removedDeletes.forEach(rewrite::deleteFile);
    added.forEach(rewrite::addFile);
    addedDeletes.forEach(rewrite::addFile);
    return rewrite.validateFromSnapshot(base);
  }

  /** The same, as a change of rows. */
  RowDelta in(RowDelta delta, long base) {
    removed.forEach(delta::removeRows);
    removedDeletes.forEach(delta::removeDeletes);
    added.forEach(delta::addRows);
    addedDeletes.forEach(delta::addDeletes);
    return delta
        .validateFromSnapshot(base)
        .conflictDetectionFilter(Expressions.alwaysTrue())
        .validateDeletedFiles()
        .validateNoConflictingDeleteFiles();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.util.ContentFileUtil;

/**
 * A data file of a snapshot, and which of its rows are deleted.
 *
 * @param data the file, without statistics of its columns
 * @param deletes the files that delete rows of it
 * @param deleted the positions that they delete
 */
public record LiveFile(DataFile data, List<DeleteFile> deletes, PositionDeleteIndex deleted) {
  /** How many rows are not deleted. */
  public long liveRows() {
    // the index of a file without deletes does not count
    return deletes.isEmpty() ? data.recordCount() : data.recordCount() - deleted.cardinality();
  }

  /**
   * The files that delete rows of this data file only. Other programs write position delete files
   * for all data files of a partition, which have to stay as long as one of these does.
   */
  public List<DeleteFile> ownDeletes() {
    return deletes.stream().filter(ContentFileUtil::isFileScoped).toList();
  }
}

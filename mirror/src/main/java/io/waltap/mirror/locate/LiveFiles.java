/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.locate;

import java.util.List;
import org.apache.iceberg.Table;

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
    return PlannedFile.of(table).stream().map(file -> file.load(rows)).toList();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

import io.waltap.mirror.write.Deletes;
import java.util.Optional;
import org.apache.iceberg.Table;

/** New data files with rows of files that the table has had. */
public interface Replacement {
  /**
   * What it comes to in the table as it is now: rows may have been deleted since the new files were
   * written.
   *
   * @param table as it was loaded last
   * @param deletes deletes rows of the new files; empty if the table is to have no delete files
   */
  ReplacedFiles at(Table table, Optional<Deletes> deletes);
}

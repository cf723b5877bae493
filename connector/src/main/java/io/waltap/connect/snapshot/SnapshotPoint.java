/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.position.TablePosition;

/**
 * A snapshot of the database and the log position that it shows: exactly the transactions that
 * committed before.
 *
 * @param lsn the consistent point of the slot that exported the snapshot
 * @param snapshotName for SET TRANSACTION SNAPSHOT
 * @param completes whether a table is done when its rows are; if not, what has changed since the
 *     snapshot is still to be caught up with, and no row says that the table has been read
 */
public record SnapshotPoint(long lsn, String snapshotName, boolean completes) {
  /** Where a table stands when its last row is handed over. */
  TablePosition end() {
    return TablePosition.snapshot(completes, lsn);
  }
}

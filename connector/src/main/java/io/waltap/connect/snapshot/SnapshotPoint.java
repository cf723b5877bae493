/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.position.TablePosition;

/**
 * A snapshot of the database and the log position that it shows: exactly the transactions that
 * committed before that position.
 *
 * @param lsn the consistent point of the slot that exported the snapshot
 * @param snapshotName for SET TRANSACTION SNAPSHOT
 * @param completes whether a table is complete after its rows. If not, the table still has to catch
 *     up with the changes since the snapshot, and no row says that the table has been read.
 */
public record SnapshotPoint(long lsn, String snapshotName, boolean completes) {
  /** The table's position when its last row is handed over. */
  TablePosition end() {
    return TablePosition.snapshot(completes, lsn);
  }
}

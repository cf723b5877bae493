/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

/**
 * A snapshot of the database and the log position that it shows: exactly the transactions that committed before.
 *
 * @param lsn the consistent point of the slot that exported the snapshot
 * @param snapshotName for SET TRANSACTION SNAPSHOT
 */
public record SnapshotPoint(long lsn, String snapshotName) {}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.record.SnapshotRecords;
import java.util.Map;

/**
 * Rows in the order of the primary key, as one snapshot shows them. The thread that reads the chunk
 * makes it, and the stream's thread owns it afterwards.
 *
 * @param after the key after which the chunk begins; null at the beginning of the table
 * @param last the key of the last row; {@code after} if there is no row
 * @param end whether no row follows
 * @param snapshot which transactions the rows show
 * @param walEnd the place in the log before which everything was committed that the snapshot shows
 * @param records makes records of the rows
 * @param rows in the key's order
 * @param bytes the rows' size, as they were received
 */
record Chunk(
    String after,
    String last,
    boolean end,
    SnapshotVisibility snapshot,
    long walEnd,
    SnapshotRecords records,
    Map<RowKey, ChunkRow> rows,
    long bytes) {}

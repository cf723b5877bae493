/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.record.SnapshotRecords;
import java.util.Map;

/**
 * Rows that follow each other by the primary key, as one snapshot shows them.
 *
 * @param after the key behind which it begins, null: at the beginning of the table
 * @param last the key that it reaches to; {@code after} if it holds no row
 * @param end no row follows
 * @param walEnd all that the snapshot shows was committed before this place of the log
 * @param records makes records of its rows
 * @param rows in the key's order
 * @param bytes as they were received
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

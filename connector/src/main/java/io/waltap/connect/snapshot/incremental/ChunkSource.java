/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.database.PublishedTable;
import java.util.concurrent.Future;

/**
 * Where chunks come from, each in its time: the stream's thread asks and goes on. A future that
 * fails says why.
 */
interface ChunkSource {
  /**
   * Looks up how the table is to be read.
   *
   * @param afresh what is known of the table may be out of date
   * @param settled the transactions that began before the table was published have ended; if not,
   *     this waits for them: what they wrote to it before is in no stream, so already the first
   *     chunk must show it
   */
  Future<ReadResult> prepare(PublishedTable table, boolean afresh, boolean settled);

  /**
   * Reads a chunk.
   *
   * @param number for messages
   * @param after the key behind which it begins, null: at the beginning
   */
  Future<ReadResult> read(ChunkedTable table, long number, String after, int limit);
}

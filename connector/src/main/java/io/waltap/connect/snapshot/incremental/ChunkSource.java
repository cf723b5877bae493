/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.database.PublishedTable;
import java.util.concurrent.Future;

/**
 * Reads chunks on another thread. The stream's thread asks and does not wait. A future that fails
 * has the reason.
 */
interface ChunkSource {
  /**
   * Finds out how the table must be read. With {@code again}, the catalog is asked again, because
   * what is known of the table may be out of date.
   *
   * @param settled whether the transactions that began before the table was published have ended.
   *     If not, this waits for them. What they wrote before is in no stream, so the first chunk
   *     must already show it.
   */
  Future<ReadResult> prepare(PublishedTable table, boolean again, boolean settled);

  /**
   * Reads a chunk.
   *
   * @param number the chunk's number, for messages
   * @param after the key after which the chunk begins; null at the beginning of the table
   */
  Future<ReadResult> read(ChunkedTable table, long number, String after, int limit);
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

/** What came of a task that was given to a {@link ChunkSource}. */
sealed interface ReadResult {
  /**
   * The table can be read.
   *
   * @param onStandby the server is in recovery
   */
  record Prepared(ChunkedTable table, boolean onStandby) implements ReadResult {}

  /**
   * The definition is not what it was.
   *
   * @param cause the error that suggests so, null if it was seen
   */
  record Redefined(Exception cause) implements ReadResult {}

  /** The table is not published any more, at least not under its name. */
  record Gone() implements ReadResult {}

  /** A chunk was read. */
  record Read(Chunk chunk) implements ReadResult {}
}

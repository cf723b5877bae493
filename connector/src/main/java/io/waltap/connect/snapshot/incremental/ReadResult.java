/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

/** The result of a task that a {@link ChunkSource} carried out. */
sealed interface ReadResult {
  /**
   * The table can be read.
   *
   * @param onStandby whether the server is in recovery
   */
  record Prepared(ChunkedTable table, boolean onStandby) implements ReadResult {}

  /**
   * The definition has changed.
   *
   * @param cause the error that suggests a change, or null if the change was seen
   */
  record Redefined(Exception cause) implements ReadResult {}

  /** The table is no longer published, at least not under its name. */
  record Gone() implements ReadResult {}

  /** A chunk was read. */
  record Read(Chunk chunk) implements ReadResult {}
}

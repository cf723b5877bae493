/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A chunk on its way from its snapshot to its place in the stream. Meanwhile the stream delivers
 * changes. Changes that the snapshot does not show are newer than the chunk's rows, and the rows
 * must not come after them. All other changes are contained in the rows.
 *
 * <p>Owned by the stream's thread.
 */
final class ChunkWindow {
  private final Chunk chunk;
  private final Map<RowKey, ChunkRow> rows;
  private boolean spoilt;

  ChunkWindow(Chunk chunk) {
    this.chunk = chunk;
    this.rows = new LinkedHashMap<>(chunk.rows());
  }

  Chunk chunk() {
    return chunk;
  }

  /** The rows that may still be handed over, in the key's order. */
  Collection<ChunkRow> rows() {
    return rows.values();
  }

  /**
   * Whether it is unknown which rows the stream has replaced, so that the chunk must be read again.
   */
  boolean isSpoilt() {
    return spoilt;
  }

  void apply(RowEffect touch) {
    if (chunk.snapshot().shows(touch.xid())) {
      return;
    }
    switch (touch.kind()) {
      case REPLACED -> rows.remove(touch.key());
      case COMPLETED -> complete(touch);
      case EMPTIED -> rows.clear();
      case UNREADABLE -> spoilt = true;
    }
  }

  private void complete(RowEffect touch) {
    ChunkRow row = rows.get(touch.key());
    if (row == null) {
      return;
    }
    if (chunk.snapshot().hides(touch.xid())) {
      row.follow(touch.xid(), touch.values());
    } else {
      // the change may be older than the row
      spoilt = true;
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A chunk on its way from its snapshot to its place in the stream. What the stream delivers of
 * transactions that the snapshot does not show is newer than the chunk's rows, which must not come
 * after it; what it delivers of the others is contained in them.
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

  /** What may still be handed over, in the key's order. */
  Collection<ChunkRow> rows() {
    return rows.values();
  }

  /**
   * Whether the rows cannot be told any more from those that the stream has replaced, so that the
   * chunk must be read again.
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
      // it may be older than the row
      spoilt = true;
    }
  }
}

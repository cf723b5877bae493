/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The changes of a table that the stream has delivered, and that a later snapshot may not show. The
 * server sends a transaction once its commit is on disk, and the transaction becomes visible after
 * that. With synchronous replication it becomes visible only when a standby has answered. So a
 * snapshot may hide a transaction that the stream has already delivered. A change is therefore
 * remembered until a snapshot has shown it.
 *
 * <p>Owned by the stream's thread.
 */
final class RecentChanges {
  static final long MAX_BYTES = 16 << 20;

  /**
   * Far more transactions than can wait to become visible. Each of these occupies a session of the
   * server.
   */
  static final int KEPT_TRANSACTIONS = 10_000;

  // in the order of the stream, which is the order of commits
  private final Map<Integer, List<RowEffect>> transactions = new LinkedHashMap<>();
  private SnapshotVisibility latest;
  private long bytes;
  private boolean forgotten;

  void add(RowEffect touch) {
    if (latest != null && latest.shows(touch.xid())) {
      return;
    }
    List<RowEffect> touches =
        transactions.computeIfAbsent(touch.xid(), unused -> new ArrayList<>(1));
    if (isUnreadable(touches)) {
      return;
    }
    if (touch.kind() == RowEffect.Kind.UNREADABLE) {
      bytes -= bytes(touches);
      touches.clear();
    }
    touches.add(touch);
    bytes += touch.bytes();
    if (bytes > MAX_BYTES) {
      forgetRows();
    }
  }

  /** The reading of a chunk begins. */
  void readingBegins() {
    forgotten = false;
  }

  /** Whether some changes since the reading began are not known any more. */
  boolean hasForgotten() {
    return forgotten;
  }

  /** A snapshot was taken. All later snapshots show what it shows, so those changes are dropped. */
  void shownBy(SnapshotVisibility snapshot) {
    latest = snapshot;
    Iterator<Map.Entry<Integer, List<RowEffect>>> entries = transactions.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Integer, List<RowEffect>> entry = entries.next();
      if (snapshot.shows(entry.getKey())) {
        bytes -= bytes(entry.getValue());
        entries.remove();
      }
    }
  }

  void forEach(Consumer<RowEffect> consumer) {
    transactions.values().forEach(touches -> touches.forEach(consumer));
  }

  /**
   * Forgets which rows were changed. Of the latest transactions it keeps that they changed
   * something. All other transactions are forgotten.
   */
  void forgetRows() {
    int surplus = transactions.size() - KEPT_TRANSACTIONS;
    bytes = 0;
    Iterator<Map.Entry<Integer, List<RowEffect>>> entries = transactions.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Integer, List<RowEffect>> entry = entries.next();
      if (surplus > 0) {
        surplus--;
        entries.remove();
      } else {
        List<RowEffect> touches = entry.getValue();
        touches.clear();
        touches.add(RowEffect.unreadable(entry.getKey()));
        bytes += bytes(touches);
      }
    }
    forgotten = true;
  }

  void clear() {
    transactions.clear();
    bytes = 0;
  }

  private static boolean isUnreadable(List<RowEffect> touches) {
    return !touches.isEmpty() && touches.get(0).kind() == RowEffect.Kind.UNREADABLE;
  }

  private static long bytes(List<RowEffect> touches) {
    long sum = 0;
    for (RowEffect touch : touches) {
      sum += touch.bytes();
    }
    return sum;
  }
}

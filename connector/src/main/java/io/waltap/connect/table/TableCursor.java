/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import io.waltap.connect.position.TablePosition;
import java.util.Map;

/**
 * Walks along with the stream for one table: counts changes that share an LSN, knows what has been
 * delivered, and makes the source offsets. Owned by the stream's thread; it lives as long as the
 * task, so that what was delivered before a reconnect is dropped when it is replayed.
 */
public final class TableCursor {
  private final Map<String, String> partition;
  private TablePosition delivered;
  private boolean snapshotPending;
  // how far an incremental snapshot has come; null if none is under way
  private String after;
  private RowListener watch;
  // place of the change at hand
  private long commitLsn;
  private long lsn;
  private long index;

  /**
   * @param delivered the stored position, or null if there is none
   */
  public TableCursor(Map<String, String> partition, TablePosition delivered) {
    this.partition = partition;
    this.delivered = delivered;
    this.snapshotPending = delivered != null && delivered.snapshotPending();
    this.after = delivered == null ? null : delivered.after();
  }

  public Map<String, String> partition() {
    return partition;
  }

  /**
   * Moves to the next change.
   *
   * @return false if it has been delivered before
   */
  public boolean advance(long changeCommitLsn, long changeLsn) {
    boolean sharesLsn = changeLsn == lsn && changeCommitLsn == commitLsn;
    commitLsn = changeCommitLsn;
    lsn = changeLsn;
    index = sharesLsn ? index + 1 : 0;
    return delivered == null || !delivered.covers(commitLsn, lsn, index);
  }

  /**
   * A new stream replays from an earlier place; a change that shares an LSN with the last one seen
   * is counted anew.
   */
  public void rewind() {
    commitLsn = 0;
    lsn = 0;
    index = 0;
  }

  /**
   * Offset of the last record of the change at hand; from here on the change counts as delivered.
   */
  public Map<String, Object> delivered() {
    delivered = position(index);
    return delivered.toMap();
  }

  /**
   * Offset of a record after which more follow for the same change: just before it. A crash between
   * them replays all of them, instead of losing the rest.
   */
  public Map<String, Object> undelivered() {
    return position(index - 1).toMap();
  }

  /** What has been delivered, or null if nothing has. */
  public TablePosition position() {
    return delivered;
  }

  /** The table is to be read; until then its changes must not make it look as if it had been. */
  public void snapshotPending() {
    snapshotPending = true;
  }

  /**
   * An incremental snapshot's rows are delivered up to a key.
   *
   * @return the offset that says so, at the place that the stream has come to
   */
  public Map<String, Object> snapshotAt(String key, long streamLsn) {
    snapshotPending = true;
    after = key;
    delivered =
        (delivered == null ? TablePosition.snapshot(false, streamLsn) : delivered).within(key);
    return delivered.toMap();
  }

  /**
   * An incremental snapshot is through: from here on the stream alone counts.
   *
   * @return the offset that says so
   */
  public Map<String, Object> snapshotThrough(long streamLsn) {
    snapshotCompleted(streamLsn);
    return delivered.toMap();
  }

  /** Changes were delivered elsewhere up to a position. */
  public void admitted(TablePosition position) {
    snapshotPending = position.snapshotPending();
    after = position.after();
    delivered = position;
  }

  public RowListener watch() {
    return watch;
  }

  public void watch(RowListener newWatch) {
    watch = newWatch;
  }

  /** The table has been read as of this position. */
  public void snapshotCompleted(long snapshotLsn) {
    snapshotPending = false;
    after = null;
    delivered = TablePosition.snapshot(true, snapshotLsn);
  }

  private TablePosition position(long ordinal) {
    if (!snapshotPending) {
      return TablePosition.streamed(commitLsn, lsn, ordinal);
    }
    return TablePosition.streamedBeforeSnapshot(commitLsn, lsn, ordinal, after);
  }
}

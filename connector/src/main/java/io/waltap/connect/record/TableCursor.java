/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.Map;

/**
 * Walks along with the stream for one table: counts changes that share an LSN, knows what has been delivered, and makes the source
 * offsets. Owned by the stream's thread; it lives as long as the task, so that what was delivered before a reconnect is dropped
 * when it is replayed.
 */
final class TableCursor {
  private final Map<String, String> partition;
  private TablePosition delivered;
  // place of the change at hand
  private long commitLsn;
  private long lsn;
  private long index;

  /**
   * @param delivered the stored position, or null if there is none
   */
  TableCursor(Map<String, String> partition, TablePosition delivered) {
    this.partition = partition;
    this.delivered = delivered;
  }

  Map<String, String> partition() {
    return partition;
  }

  /**
   * Moves to the next change.
   *
   * @return false if it has been delivered before
   */
  boolean advance(long changeCommitLsn, long changeLsn) {
    boolean sharesLsn = changeLsn == lsn && changeCommitLsn == commitLsn;
    commitLsn = changeCommitLsn;
    lsn = changeLsn;
    index = sharesLsn ? index + 1 : 0;
    return delivered == null || !delivered.covers(commitLsn, lsn, index);
  }

  /** A new stream replays from an earlier place; a change that shares an LSN with the last one seen is counted anew. */
  void rewind() {
    commitLsn = 0;
    lsn = 0;
    index = 0;
  }

  /** Offset of the last record of the change at hand; from here on the change counts as delivered. */
  Map<String, Object> delivered() {
    delivered = TablePosition.streamed(commitLsn, lsn, index);
    return delivered.toMap();
  }

  /**
   * Offset of a record after which more follow for the same change: just before it. A crash between them replays all of them, instead
   * of losing the rest.
   */
  Map<String, Object> undelivered() {
    return TablePosition.streamed(commitLsn, lsn, index - 1).toMap();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import java.util.Map;

/**
 * Follows the stream for one table: counts changes that share an LSN, knows what has been
 * delivered, and makes the source offsets. Owned by the stream's thread. It lives as long as the
 * task. So changes that were delivered before a reconnect are dropped when they are replayed.
 */
public final class TableCursor {
  private final Map<String, String> partition;
  private TableIdentity identity = TableIdentity.UNKNOWN;
  private TablePosition delivered;
  private TableLife life = TableLife.Streaming.INSTANCE;
  private RowListener listener;
  private boolean inParts;
  // place of the current change
  private long commitLsn;
  private long lsn;
  private long index;

  /**
   * @param partition the source partition of the offsets
   * @param delivered the stored position, or null if there is none
   */
  public TableCursor(Map<String, String> partition, TablePosition delivered) {
    this.partition = partition;
    this.delivered = delivered;
  }

  public Map<String, String> partition() {
    return partition;
  }

  /**
   * Moves to the next change.
   *
   * @return false if the change has been delivered before
   */
  public boolean advance(long changeCommitLsn, long changeLsn) {
    boolean sharesLsn = changeLsn == lsn && changeCommitLsn == commitLsn;
    commitLsn = changeCommitLsn;
    lsn = changeLsn;
    index = sharesLsn ? index + 1 : 0;
    return delivered == null || !delivered.covers(commitLsn, lsn, index);
  }

  /**
   * Prepares for a new stream, which replays from an earlier place. Changes that share an LSN are
   * counted from the first again.
   */
  public void rewind() {
    commitLsn = 0;
    lsn = 0;
    index = 0;
  }

  /**
   * The offset of the last record of the current change. From here on, the change counts as
   * delivered.
   */
  public Map<String, Object> delivered() {
    delivered = position(index);
    return delivered.toMap(identity);
  }

  /**
   * The offset of a record that is not the last of the current change: the place just before the
   * change. After a crash between two of its records, all of them are replayed, and none is lost.
   */
  public Map<String, Object> undelivered() {
    inParts = true;
    return before();
  }

  /** The offset of a record that comes before the current change, and is no part of it. */
  public Map<String, Object> before() {
    return position(index - 1).toMap(identity);
  }

  /** The place of the current change among the table's changes with its LSN, from 0. */
  public long index() {
    return index;
  }

  /** What has been delivered, or null if nothing has. */
  public TablePosition position() {
    return delivered;
  }

  /** Whether a change had several records since this was asked last. */
  public boolean takeInParts() {
    boolean any = inParts;
    inParts = false;
    return any;
  }

  /** The offset of what has been delivered, as the current state stores it; null if nothing has. */
  public Map<String, Object> reached() {
    if (delivered == null) {
      return null;
    }
    return (life.rowsMissing() ? delivered.within(life.after()) : delivered).toMap(identity);
  }

  /**
   * Whether the current change is part of the rows of a snapshot, so that it never was a record.
   */
  public boolean isInSnapshot() {
    return delivered != null && !delivered.isStreamed() && delivered.covers(commitLsn, lsn, index);
  }

  /** The listener that is told of each change, or null. */
  public RowListener listener() {
    return listener;
  }

  void listener(RowListener told) {
    listener = told;
  }

  /** Whose position it is, as the offsets have it. */
  public TableIdentity identity() {
    return identity;
  }

  void identity(TableIdentity known) {
    identity = known;
  }

  void life(TableLife next) {
    life = next;
  }

  /** Sets what has been delivered by something other than the stream. */
  void delivered(TablePosition position) {
    delivered = position;
  }

  /**
   * The position as the current state stores it. If nothing was delivered yet, it is at the place
   * that the stream has reached.
   */
  Map<String, Object> stored(long streamLsn) {
    TablePosition place = delivered == null ? TablePosition.snapshot(false, streamLsn) : delivered;
    delivered = life.rowsMissing() ? place.within(life.after()) : place;
    return delivered.toMap(identity);
  }

  private TablePosition position(long ordinal) {
    return life.rowsMissing()
        ? TablePosition.streamedBeforeSnapshot(commitLsn, lsn, ordinal, life.after())
        : TablePosition.streamed(commitLsn, lsn, ordinal);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.commit.MirrorState;

/** How far the changes of a topic are in the table or in the buffer. */
final class Applied {
  private long next; // all changes before this offset are in the table
  private String position; // of the last change that has one
  private long lsn; // the largest
  private long time; // the latest commit
  private long replays;

  /**
   * @param state of the table; null if there is none
   */
  Applied(MirrorState state) {
    next = state == null ? -1 : state.next();
    position = state == null ? null : state.position();
    lsn = state == null ? -1 : state.lsn();
    time = state == null ? -1 : state.time();
  }

  /**
   * Whether a change was applied. What this task reads again has an offset before the next one.
   * What the source sends again has a position at or before the last.
   */
  boolean has(RowChange change) {
    if (change.offset() < next) {
      return true;
    }
    boolean again = change.isAgain(position, time);
    replays += again ? 1 : 0;
    return again;
  }

  /**
   * Adds a change.
   *
   * @return whether PostgreSQL's log has begun again with it
   */
  boolean add(RowChange change) {
    boolean newLog = change.isOfNewLog(position, lsn);
    if (newLog) {
      position = null;
      lsn = -1;
      time = -1;
    }
    position = change.position() == null ? position : change.position();
    lsn = Math.max(lsn, change.lsn());
    time = Math.max(time, change.time());
    return newLog;
  }

  /** The topic was created again: its offsets begin at zero. */
  void startTopic() {
    next = 0;
  }

  /** How many changes the source has sent again. */
  long replays() {
    return replays;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.commit.MirrorState;

/** How far the changes of a topic are in the table or in the buffer. */
final class Applied {
  private long next; // all changes before this offset were in the table at the start
  private MirrorState table; // what it says since the last commit; null if there is no table
  private boolean otherTopic; // the offsets that the table has are not those of this topic
  private String position; // of the last change that has one
  private long lsn; // the largest
  private long time; // the latest commit
  private long replays;

  /**
   * @param state of the table; null if there is none
   * @param newTopic whether the topic is another one than that of the state
   */
  Applied(MirrorState state, boolean newTopic) {
    table = state;
    next = state == null ? -1 : state.next();
    position = state == null ? null : state.position();
    lsn = state == null ? -1 : state.lsn();
    time = state == null ? -1 : state.time();
    if (newTopic) {
      startTopic();
    }
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

  /** The topic was created again: its offsets begin at zero, and none of them is in the table. */
  void startTopic() {
    next = 0;
    otherTopic = true;
  }

  /** A commit has succeeded. */
  void commit(MirrorState state) {
    table = state;
    otherTopic = false;
  }

  /** The offset of this topic up to which the last commit has all; -1 if there is none. */
  long committed() {
    return table == null || otherTopic ? -1 : table.next();
  }

  /** The largest LSN that the table has, or -1. */
  long tableLsn() {
    return table == null ? -1 : table.lsn();
  }

  /** The latest commit in PostgreSQL that the table has, in microseconds since 1970, or -1. */
  long tableTime() {
    return table == null ? -1 : table.time();
  }

  /** How many changes the source has sent again. */
  long replays() {
    return replays;
  }
}

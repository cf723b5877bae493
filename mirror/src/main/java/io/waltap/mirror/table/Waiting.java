/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

/**
 * When the first of the changes that wait was committed in PostgreSQL, in microseconds since 1970.
 * For the task's thread.
 */
final class Waiting {
  private static final long NONE = -1;

  private long oldest = NONE;
  private long later = NONE; // the first that the commit under way has not
  private boolean committing;

  /** A change waits from now on. */
  void add(long time) {
    if (committing) {
      later = later < 0 ? time : later;
    } else {
      oldest = oldest < 0 ? time : oldest;
    }
  }

  /**
   * A commit takes all changes but those of an open transaction.
   *
   * @param open when that was committed, or -1 if there is none
   */
  void take(long open) {
    committing = true;
    later = open;
  }

  /** What the commit has taken waits no more. */
  void committed() {
    committing = false;
    oldest = later;
    later = NONE;
  }

  /** Nothing waits. */
  void clear() {
    committing = false;
    oldest = NONE;
    later = NONE;
  }

  /** Of the first that waits; -1 if none does. */
  long oldest() {
    return oldest;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.commit.CommitReport;

/**
 * How far a table is, at one moment. The task's thread makes it, and any thread may read it.
 *
 * @param now what it is and has at this moment
 * @param records that were read since the task has the table. One that is read again counts again
 * @param replays changes that were dropped, because the source has sent them again
 * @param fences how often another task had committed to the table
 * @param failures how often something was tried in vain, and is tried again
 * @param conflicts commits that were tried again, because another program had changed the table
 * @param commits that are done
 * @param changes that are in them
 * @param keys that they have looked up
 * @param unfilled rows that they have left out: values which PostgreSQL has not sent are not there
 * @param last what the last of them did
 */
public record TableProgress(
    Now now,
    long records,
    long replays,
    long fences,
    long failures,
    long conflicts,
    long commits,
    long changes,
    long keys,
    long unfilled,
    CommitReport last) {
  /**
   * The moment.
   *
   * @param state the name of the state
   * @param reason why it is not running, or empty
   * @param bufferBytes about how many bytes of memory its rows take
   * @param oldestWaiting when the first of the changes that wait for a commit was committed in
   *     PostgreSQL, in microseconds since 1970; -1 if none waits
   * @param appliedLsn the largest LSN that the table has, or -1
   * @param appliedTime the latest commit in PostgreSQL that the table has, in microseconds since
   *     1970, or -1
   */
  public record Now(
      String state,
      String reason,
      long bufferBytes,
      long oldestWaiting,
      long appliedLsn,
      long appliedTime) {}
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.metrics;

import javax.management.MXBean;

/**
 * What the mirror of a topic shows over JMX. Counts begin when a task gets the topic's partition.
 */
@MXBean
public interface MirrorMetrics {
  /**
   * What the mirror does. LOADING: it reads the table, to know where the topic goes on. RUNNING: it
   * takes changes and commits them. GAP: records are missing in the topic. STOPPED: it cannot go
   * on.
   */
  String getState();

  /** Why it is in GAP or STOPPED, and what to do; otherwise empty. */
  String getReason();

  /** Records of the topic that were read, of any kind. One that is read again counts again. */
  long getRecords();

  /** Changes that were committed to the table. */
  long getChanges();

  /** Changes that were dropped, because the source has sent them again. */
  long getReplaysSkipped();

  /** About how many bytes of memory the rows take that wait for a commit. */
  long getBufferBytes();

  /**
   * How many seconds ago the first change that waits in this task was committed in PostgreSQL. 0 if
   * no change waits. Changes that are still in the topic do not count, so it is 0 for a mirror that
   * is not RUNNING.
   */
  long getSecondsBehind();

  /** The largest LSN of the changes in the table, a byte position in the WAL; -1 if unknown. */
  long getAppliedLsn();

  /**
   * When the latest change in the table was committed in PostgreSQL, in milliseconds since 1970; -1
   * if unknown.
   */
  long getAppliedTime();

  /** Commits to the table. */
  long getCommits();

  /** Commits that were tried again, because another program had changed the table meanwhile. */
  long getConflicts();

  /** How often another task had committed to the table, so that this one had to give way. */
  long getFences();

  /** How often the catalog or the files failed, and something had to be tried again. */
  long getFailures();

  /** Rows that were left out: the table lacks values that PostgreSQL has not sent. */
  long getUnfilledRows();

  /** Keys that commits have looked up in the table. */
  long getKeysLookedUp();

  /** Seconds that the last commit took. 0 before the first one, as all that follows. */
  double getLastCommitSeconds();

  /** Rows that the last commit has added: new rows, and new versions of rows. */
  long getLastCommitRowsAdded();

  /**
   * Rows that the last commit has deleted: deleted rows, and old versions of rows. Those that a
   * TRUNCATE takes away are not counted.
   */
  long getLastCommitRowsDeleted();

  /** Data files that the last commit has added. */
  long getLastCommitFilesAdded();

  /** Deletion vectors, or position delete files, that the last commit has added. */
  long getLastCommitDeleteFiles();
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.buffer.Batch;
import io.waltap.mirror.commit.CommitReport;

/** What has happened to a table since its task has it. For the task's thread. */
final class Counters {
  private long records;
  private long replays;
  private long failures;
  private long conflicts;
  private long commits;
  private long changes;
  private long keys;
  private long unfilled;
  private CommitReport last = CommitReport.NONE;

  /** A record was read. */
  void read() {
    records++;
  }

  /** Changes were dropped, because the source has sent them again. */
  void replayed(long dropped) {
    replays += dropped;
  }

  /** Something was tried in vain, and is tried again. */
  void failed() {
    failures++;
  }

  /** Another program has changed the table during a commit, which is tried again. */
  void conflicted() {
    conflicts++;
  }

  /** A batch is done; there is no report of one that had nothing to do. */
  void committed(Batch batch, CommitReport report) {
    if (report.equals(CommitReport.NONE)) {
      return;
    }
    last = report;
    commits++;
    changes += batch.changes();
    keys += report.keys();
    unfilled += report.unfilled();
  }

  long replays() {
    return replays;
  }

  long failures() {
    return failures;
  }

  /** All of them, with what the table says otherwise. */
  TableProgress progress(TableProgress.Now now, long dropped, long fences) {
    return new TableProgress(
        now,
        records,
        replays + dropped,
        fences,
        failures,
        conflicts,
        commits,
        changes,
        keys,
        unfilled,
        last);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.commit;

/**
 * What a commit did.
 *
 * @param nanos how long it took, from reading the table again until it was known to be done
 * @param rowsAdded new rows, and new versions of rows
 * @param rowsDeleted deleted rows, and old versions of rows; those that a truncate takes away are
 *     not counted
 * @param filesAdded data files
 * @param deleteFiles deletion vectors, or position delete files
 * @param keys keys that were looked up
 * @param unfilled rows that were left out: values which PostgreSQL has not sent are not there
 */
public record CommitReport(
    long nanos,
    long rowsAdded,
    long rowsDeleted,
    long filesAdded,
    long deleteFiles,
    long keys,
    long unfilled) {
  /** Nothing was committed. */
  public static final CommitReport NONE = new CommitReport(0, 0, 0, 0, 0, 0, 0);

  CommitReport took(long time) {
    return new CommitReport(time, rowsAdded, rowsDeleted, filesAdded, deleteFiles, keys, unfilled);
  }
}

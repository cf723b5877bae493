/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.change;

import io.waltap.mirror.schema.RowShape;

/**
 * One change of a table, as a record of its topic says it.
 *
 * @param kind what happened
 * @param key of the row; null for a truncate
 * @param row the new row; null unless there is one
 * @param shape of the table's rows; null for a truncate
 * @param position where the change is in the stream, comparable as a text; null if it is not known
 * @param transaction PostgreSQL's id of the transaction, or -1 if it is unknown or has no meaning,
 *     as for the rows of a snapshot
 * @param lsn of the change, or -1
 * @param time when it was committed, in microseconds since 1970, or -1
 * @param offset of the record
 * @param timestamp of the record in Kafka, or -1
 * @param source where it comes from
 */
public record RowChange(
    Kind kind,
    Key key,
    Row row,
    RowShape shape,
    String position,
    long transaction,
    long lsn,
    long time,
    long offset,
    long timestamp,
    Source source) {
  /**
   * Whether it was sent before: the position up to which all was applied includes it, and it was
   * not committed later than all that was applied. A log that has begun again at a smaller LSN has
   * later changes at smaller positions.
   *
   * @param applied the position up to which all was applied, or null
   * @param appliedTime the latest commit that was applied, or -1
   */
  public boolean isAgain(String applied, long appliedTime) {
    return isBefore(applied) && time <= appliedTime;
  }

  /** Whether its position is not behind another one. */
  private boolean isBefore(String applied) {
    return position != null && applied != null && position.compareTo(applied) <= 0;
  }

  /**
   * Whether the log has begun again at a smaller LSN: a later change has a smaller position, or a
   * snapshot was taken at a smaller LSN than that of the last change.
   *
   * @param applied the position up to which all was applied, or null
   * @param appliedLsn the largest LSN that was applied, or -1
   */
  public boolean isOfNewLog(String applied, long appliedLsn) {
    if (source != Source.SNAPSHOT && source != Source.SNAPSHOT_BEGIN) {
      return isBefore(applied);
    }
    long last = applied == null ? appliedLsn : Position.commitLsn(applied);
    return lsn >= 0 && last >= 0 && Long.compareUnsigned(lsn, last) < 0;
  }

  /** Where a change comes from. */
  public enum Source {
    /** The log. */
    STREAM,
    /** The log: it is the delete of a row that gets another key, which the next change says. */
    MOVE,
    /** The first row of a snapshot of the table. */
    SNAPSHOT_BEGIN,
    /** Another row of a snapshot. */
    SNAPSHOT,
    /** A row that was read while the log was streamed. */
    INCREMENTAL
  }

  /** What a change does to the row of its key. */
  public enum Kind {
    /** The row is this one now, whether there was one or not. */
    UPSERT,
    /** There is no row any more. */
    DELETE,
    /** There is no row of the table any more. */
    TRUNCATE
  }
}

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
    long timestamp) {
  /** Whether it was sent before: the position up to which all was applied includes it. */
  public boolean isAgain(String applied) {
    return position != null && applied != null && position.compareTo(applied) <= 0;
  }

  /**
   * Whether it is a row of a snapshot that was taken before the last change was applied: the stream
   * will send changes that are new, with smaller LSNs.
   *
   * @param applied the position up to which all was applied, or null
   * @param appliedLsn the largest LSN that was applied, or -1
   */
  public boolean isOfEarlierLog(String applied, long appliedLsn) {
    long last = applied == null ? appliedLsn : Position.commitLsn(applied);
    return transaction < 0
        && position == null
        && lsn >= 0
        && last >= 0
        && Long.compareUnsigned(lsn, last) < 0;
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

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.buffer;

import io.waltap.mirror.change.Key;
import io.waltap.mirror.change.RowChange;
import io.waltap.mirror.schema.RowShape;
import java.util.Map;

/**
 * What one commit writes: the last version of each key that has changed.
 *
 * @param rows by key
 * @param truncated whether all rows that the table has now are gone
 * @param shape the newest shape of the rows; null if all that happened is a truncate
 * @param shapeLsn the LSN of a change with this shape, or -1
 * @param lsn the largest LSN, or -1
 * @param time the latest commit, in microseconds since 1970, or -1
 * @param position the position of the last change that has one; null if none has
 * @param newLog whether the log has begun again, so that the table's LSN and position say nothing
 * @param last the last change
 * @param next the offset that comes next: what is before it is in the batch, or is no change
 * @param changes how many changes became these rows
 */
public record Batch(
    Map<Key, Version> rows,
    boolean truncated,
    RowShape shape,
    long shapeLsn,
    long lsn,
    long time,
    String position,
    boolean newLog,
    RowChange last,
    long next,
    long changes) {
  /**
   * The same, if all records up to an offset were read, and those behind the last are no changes.
   */
  public Batch upTo(long offset) {
    return new Batch(
        rows, truncated, shape, shapeLsn, lsn, time, position, newLog, last, offset, changes);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.position.TablePosition;
import java.util.Set;

/**
 * A table that is to be read while the lane streams others.
 *
 * @param table as the last check found it
 * @param place up to where its changes are delivered; null if nothing of it ever was. The changes
 *     from there up to the snapshot are delivered before its rows, so that a row that was delivered
 *     and then deleted gets its delete.
 * @param rows whether its rows are read; if not, only its changes are delivered again
 * @param partitions OIDs of those of its partitions whose rows alone are read, since all others are
 *     delivered up to the place, which is not null then; empty: the whole table is read
 * @param partitionsXid what the table's offset says of partitions that are delivered; 0: nothing
 */
record TableWork(
    PublishedTable table,
    TablePosition place,
    boolean rows,
    Set<Integer> partitions,
    long partitionsXid) {
  TableWork {
    partitions = Set.copyOf(partitions);
  }

  /** Work on the whole table. */
  TableWork(PublishedTable table, TablePosition place, boolean rows) {
    this(table, place, rows, Set.of(), 0);
  }
}

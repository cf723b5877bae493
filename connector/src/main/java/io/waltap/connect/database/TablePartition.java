/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.TableId;

/**
 * A partition with rows of its own (a leaf), at any level below a published partitioned table.
 *
 * @param foreign it is a foreign table: the server does not stream its changes
 * @param selectable this role may SELECT from the whole partition
 * @param readable this role may SELECT from columns of it; {@code selectable} includes that
 * @param attached the transaction that attached it, or a partition above it, which existed before;
 *     0 if all of them were created as partitions, so that the stream has all rows
 * @param storage the file of its rows; TRUNCATE gives it another, and so does a rewrite
 */
public record TablePartition(
    int oid,
    TableId id,
    boolean foreign,
    boolean selectable,
    boolean readable,
    long attached,
    long storage) {

  /** The same, of which it is known that no rows came with it. */
  TablePartition withoutRows() {
    return new TablePartition(oid, id, foreign, selectable, readable, 0, storage);
  }
}

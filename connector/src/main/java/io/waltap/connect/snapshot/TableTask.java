/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.schema.TableSchema;
import java.util.Set;

/**
 * A table that a snapshot has to read.
 *
 * @param partitions OIDs of those of its partitions that alone are read; empty: the whole table is
 */
public record TableTask(PublishedTable table, TableSchema schema, Set<Integer> partitions) {
  public TableTask {
    partitions = Set.copyOf(partitions);
  }

  /** A table that is read as a whole. */
  public TableTask(PublishedTable table, TableSchema schema) {
    this(table, schema, Set.of());
  }
}

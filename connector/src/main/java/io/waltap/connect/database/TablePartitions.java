/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.util.List;
import java.util.function.Predicate;

/**
 * The partitions of a table that is published as their root.
 *
 * @param seen all transactions before this one had ended when the partitions were looked up, so
 *     that what they attached is among them; 0: nothing was looked up
 * @param leaves the partitions with rows of their own, in order of schema and name
 */
public record TablePartitions(long seen, List<TablePartition> leaves) {
  /** Those of a table that is not partitioned. */
  public static final TablePartitions NONE = new TablePartitions(0, List.of());

  public TablePartitions {
    leaves = List.copyOf(leaves);
  }

  /** Whether one of them is a foreign table. */
  public boolean anyForeign() {
    return leaves.stream().anyMatch(TablePartition::foreign);
  }

  /** Whether one of them may have come with rows. */
  public boolean anyAttached() {
    return leaves.stream().anyMatch(leaf -> leaf.attached() != 0);
  }

  /** The same, if no rows came with these. */
  public TablePartitions withoutRowsOf(Predicate<TablePartition> empty) {
    return new TablePartitions(
        seen, leaves.stream().map(leaf -> empty.test(leaf) ? leaf.withoutRows() : leaf).toList());
  }

  /** Whether they are the same partitions, whenever that was looked up. */
  public boolean sameAs(TablePartitions other) {
    return leaves.equals(other.leaves);
  }
}

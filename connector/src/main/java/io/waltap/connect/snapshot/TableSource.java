/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.TablePartition;
import io.waltap.connect.database.TablePartitions;
import io.waltap.connect.pgoutput.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What a COPY reads as rows of a table: the table itself, or one of its partitions.
 *
 * @param oid of the relation that is read
 * @param rows what stands after FROM
 * @param condition restricts the rows; null: all are read
 * @param inRanges whether it can be read in ranges of pages
 * @param estimatedPages what the catalog says of its size; 0: not known
 */
public record TableSource(
    int oid, String rows, String condition, boolean inRanges, long estimatedPages) {

  /**
   * The table's own rows, as FROM takes them. Inheritance children are published by themselves. The
   * partitions of a partitioned table are not.
   */
  public static String fromClause(PublishedTable table) {
    String name = Identifiers.qualified(table.id());
    return table.partitioned() ? name : "ONLY " + name;
  }

  /** The whole table. */
  static TableSource whole(PublishedTable table) {
    return new TableSource(
        table.oid(),
        fromClause(table),
        null,
        // a grant on columns does not cover ctid, by which ranges are read
        !table.partitioned() && table.selectable(),
        table.estimatedPages());
  }

  /**
   * What is to be read of a table that is published as the root of its partitions. The server does
   * not stream the changes of a foreign table, so foreign partitions are not read. Then the others
   * are read one by one, because a SELECT from the root would read all.
   *
   * @param partitions as the snapshot shows them
   * @param only OIDs of the partitions to which the reading is restricted; empty: to none
   * @throws ConnectException if it takes a right to one of the partitions that this role lacks
   */
  static List<TableSource> of(PublishedTable root, TablePartitions partitions, Set<Integer> only) {
    if (only.isEmpty() && !partitions.anyForeign()) {
      return List.of(whole(root));
    }
    List<TableSource> sources = new ArrayList<>();
    List<TableId> unreadable = new ArrayList<>();
    for (TablePartition leaf : partitions.leaves()) {
      if (leaf.foreign() || !only.isEmpty() && !only.contains(leaf.oid())) {
        continue;
      }
      if (leaf.readable()) {
        String rows = "ONLY " + Identifiers.qualified(leaf.id());
        sources.add(new TableSource(leaf.oid(), rows, null, leaf.selectable(), 0));
      } else if (partitions.anyForeign()) {
        unreadable.add(leaf.id());
      } else {
        // a right to the root is enough, but the server reads all of it to find these rows
        String condition =
            "t.tableoid = '" + Integer.toUnsignedString(leaf.oid()) + "'::pg_catalog.oid";
        sources.add(new TableSource(root.oid(), fromClause(root), condition, false, 0));
      }
    }
    if (!unreadable.isEmpty()) {
      throw new ConnectException(
          "some of its partitions are foreign tables, so the others are read one by one, and the"
              + " connector's role may not read all of them. GRANT SELECT ON "
              + String.join(", ", unreadable.stream().map(Identifiers::qualified).toList())
              + " TO <the connector's role>; and USAGE ON their SCHEMA");
    }
    return sources;
  }
}

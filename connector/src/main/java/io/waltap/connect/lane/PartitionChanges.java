/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.TablePartition;
import io.waltap.connect.database.TablePartitions;
import io.waltap.connect.pgoutput.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the partitions of the lane's tables from check to check. A partition that was attached
 * may have come with rows that no stream has: they are to be read. Rows go without an event when a
 * partition is detached, dropped or truncated: that is said. Owned by the stream's thread.
 */
final class PartitionChanges {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionChanges.class);

  /** By the OID of the root. */
  private final Map<Integer, Root> roots = new HashMap<>();

  /** A table that is published as the root of its partitions. */
  private static final class Root {
    /** Partitions that were attached by a transaction before this one have been dealt with. */
    private long seen;

    /**
     * Partitions that have been dealt with although {@link #seen} does not show that, because an
     * older transaction is still running: by OID, the transaction that attached them.
     */
    private final Map<Integer, Long> taken = new HashMap<>();

    /** The partitions at the last check, by OID. */
    private Map<Integer, TablePartition> leaves = Map.of();

    /** The partitions that alone are to be read; empty: none, or the whole table. */
    private Set<Integer> toRead = Set.of();
  }

  /** The table is read as a whole, after its partitions were looked up. */
  void readWhole(PublishedTable table) {
    if (table.partitioned()) {
      roots.put(table.oid(), since(table.partitions(), table.partitions().seen(), true));
    }
  }

  /**
   * The table streams on at a start of the lane.
   *
   * @param xid of a transaction: of partitions that were attached before it, nothing is missing; 0:
   *     of none that there is now
   * @return the same as of now
   */
  long resume(PublishedTable table, long xid) {
    Root root = roots.get(table.oid());
    if (root == null) {
      long seen = xid == 0 ? table.partitions().seen() : xid;
      root = since(table.partitions(), seen, xid == 0);
      roots.put(table.oid(), root);
    }
    root.toRead = Set.of();
    return root.seen;
  }

  private static Root since(TablePartitions partitions, long seen, boolean all) {
    Root root = new Root();
    root.seen = seen;
    root.leaves = byOid(partitions);
    if (all) {
      partitions.leaves().forEach(leaf -> root.taken.put(leaf.oid(), leaf.attached()));
    }
    return root;
  }

  private static Map<Integer, TablePartition> byOid(TablePartitions partitions) {
    Map<Integer, TablePartition> leaves = new LinkedHashMap<>();
    partitions.leaves().forEach(leaf -> leaves.put(leaf.oid(), leaf));
    return leaves;
  }

  /**
   * A check has found the table, which streams.
   *
   * @return the partitions that came with rows since the last check that was compared
   */
  List<TablePartition> compare(PublishedTable table) {
    TablePartitions now = table.partitions();
    Root root = roots.get(table.oid());
    if (root == null) {
      readWhole(table);
      return List.of();
    }
    root.toRead = Set.of();
    List<TablePartition> came = new ArrayList<>();
    for (TablePartition leaf : now.leaves()) {
      if (!leaf.foreign()
          && leaf.attached() != 0
          && leaf.attached() >= root.seen
          && !Long.valueOf(leaf.attached()).equals(root.taken.get(leaf.oid()))) {
        came.add(leaf);
      }
      if (leaf.foreign() && !root.leaves.containsKey(leaf.oid())) {
        LOG.warn(
            "partition {} of table {} is a foreign table: its rows are not read, because the server"
                + " does not stream its changes",
            leaf.id(),
            table.id());
      }
    }
    tellWhatIsGone(table.id(), root.leaves, byOid(now));
    root.leaves = byOid(now);
    root.taken.keySet().retainAll(root.leaves.keySet());
    came.forEach(leaf -> root.taken.put(leaf.oid(), leaf.attached()));
    root.seen = Math.max(root.seen, now.seen());
    return came;
  }

  private static void tellWhatIsGone(
      TableId root, Map<Integer, TablePartition> before, Map<Integer, TablePartition> now) {
    List<TableId> replaced = new ArrayList<>();
    int kept = 0;
    for (TablePartition leaf : before.values()) {
      TablePartition found = now.get(leaf.oid());
      if (found == null) {
        LOG.warn(
            "{} is no partition of table {} any more (DETACH PARTITION or DROP TABLE): no event"
                + " says so, and its rows stay where they were delivered",
            leaf.id(),
            root);
      } else {
        kept++;
        if (found.storage() != leaf.storage()) {
          replaced.add(found.id());
        }
      }
    }
    // if all of them have, it was probably the table: TRUNCATE of the table is an event
    if (!replaced.isEmpty() && (replaced.size() < kept || kept == 1)) {
      LOG.warn(
          "partitions {} of table {} have new storage (TRUNCATE, VACUUM FULL, CLUSTER or ALTER"
              + " TABLE). If one was truncated under its own name, no event says so, and its rows"
              + " stay where they were delivered",
          replaced,
          root);
    }
  }

  /** Only these partitions of the table are to be read. */
  void readOnly(int root, List<TablePartition> partitions) {
    Set<Integer> oids = new HashSet<>();
    partitions.forEach(leaf -> oids.add(leaf.oid()));
    roots.get(root).toRead = Set.copyOf(oids);
  }

  /** The table is to be read as a whole, whatever was to be read of it before. */
  void forgetPartsOf(int root) {
    if (roots.containsKey(root)) {
      roots.get(root).toRead = Set.of();
    }
  }

  /** OIDs of the partitions that alone are to be read; empty if the whole table is. */
  Set<Integer> partsOf(int root) {
    Root found = roots.get(root);
    return found == null ? Set.of() : found.toRead;
  }

  /** OIDs of the partitions at the last check. */
  Set<Integer> leavesOf(int root) {
    Root found = roots.get(root);
    return found == null ? Set.of() : found.leaves.keySet();
  }

  /** The table is not captured any more. */
  void remove(int root) {
    roots.remove(root);
  }
}

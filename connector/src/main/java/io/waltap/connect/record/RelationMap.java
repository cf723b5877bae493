/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.Arrays;

/**
 * Maps relation OIDs to tables. It is read for every change: open addressing, no boxing. Owned by
 * the stream's thread.
 */
final class RelationMap {
  private int[] oids = new int[64];
  private StreamedTable[] tables = new StreamedTable[64];
  private int size;

  /** The table, or null if the relation is not captured. */
  StreamedTable find(int oid) {
    int mask = oids.length - 1;
    for (int slot = hash(oid) & mask; oids[slot] != 0; slot = (slot + 1) & mask) {
      if (oids[slot] == oid) {
        return tables[slot];
      }
    }
    return null;
  }

  /**
   * @param table null if the relation is known, and not captured
   */
  void put(int oid, StreamedTable table) {
    if (2 * (size + 1) > oids.length) {
      grow();
    }
    int mask = oids.length - 1;
    int slot = hash(oid) & mask;
    while (oids[slot] != 0 && oids[slot] != oid) {
      slot = (slot + 1) & mask;
    }
    if (oids[slot] == 0) {
      size++;
    }
    oids[slot] = oid;
    tables[slot] = table;
  }

  /** Forgets all relations: a new stream sends its Relation messages again. */
  void clear() {
    Arrays.fill(oids, 0);
    Arrays.fill(tables, null);
    size = 0;
  }

  private void grow() {
    int[] oldOids = oids;
    StreamedTable[] oldTables = tables;
    oids = new int[2 * oldOids.length];
    tables = new StreamedTable[2 * oldOids.length];
    size = 0;
    for (int i = 0; i < oldOids.length; i++) {
      if (oldOids[i] != 0) {
        put(oldOids[i], oldTables[i]);
      }
    }
  }

  private static int hash(int oid) {
    return (oid * 0x9E3779B9) >>> 16;
  }
}

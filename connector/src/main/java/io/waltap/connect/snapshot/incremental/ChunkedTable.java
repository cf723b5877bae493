/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * A table that is read in chunks, with its definition while they are read.
 *
 * @param records a pattern, which belongs to no moment
 * @param primaryKey in the key's order
 * @param identity places in the relation of the columns by which the stream identifies a row
 * @param shape everything in the definition that matters, to be compared
 */
record ChunkedTable(
    PublishedTable table,
    TableSchema schema,
    SnapshotRecords records,
    List<PrimaryKeyColumn> primaryKey,
    List<Integer> identity,
    String shape) {

  ChunkedTable {
    primaryKey = List.copyOf(primaryKey);
    identity = List.copyOf(identity);
  }

  RowKeys rowKeys() {
    return new RowKeys(identity.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Whether the column must be read, captured or not. */
  boolean reads(int column) {
    return schema.captures(column) || identity.contains(column);
  }

  /**
   * The columns by which the stream identifies a changed row. They are the columns of the replica
   * identity, which may use another index than the primary key. If the stream sends whole rows, or
   * none, they are the columns of the primary key.
   *
   * @return empty if the relation lacks a column of the primary key
   */
  static List<Integer> identity(Relation relation, List<PrimaryKeyColumn> primaryKey) {
    List<Integer> places = new ArrayList<>();
    for (PrimaryKeyColumn column : primaryKey) {
      int place = place(relation, column.name());
      if (place < 0) {
        return List.of();
      }
      places.add(place);
    }
    List<Integer> flagged = flagged(relation);
    boolean whole = relation.replicaIdentity() == ReplicaIdentity.FULL;
    return whole || flagged.isEmpty() ? places : flagged;
  }

  /** The columns that the relation marks as its replica identity. */
  static List<Integer> flagged(Relation relation) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < relation.columns().size(); i++) {
      if (relation.columns().get(i).key()) {
        places.add(i);
      }
    }
    return places;
  }

  private static int place(Relation relation, String name) {
    List<RelationColumn> columns = relation.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}

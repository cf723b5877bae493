/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.table;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.TableIdentity;

/**
 * One table of the lane, known by its OID: its name, its place in the stream, and its state. Owned
 * by the stream's thread. Only {@link Tables} changes the state.
 */
public final class TableEntry {
  private final int oid;
  private final TableId id;
  private final TableCursor cursor;
  private Membership membership;
  private long partitionsXid;
  private TableLife life;
  private Relation described;
  // from the state; read for each change
  private boolean captured;

  TableEntry(int oid, TableId id, Membership membership, TableCursor cursor, TableLife life) {
    this.oid = oid;
    this.id = id;
    this.cursor = cursor;
    adopt(membership);
    become(life);
  }

  /** The relation's OID, which stays the same when the table is renamed. */
  public int oid() {
    return oid;
  }

  public TableId id() {
    return id;
  }

  /** How the table is published; {@link Membership#UNKNOWN} if only the stream has described it. */
  public Membership membership() {
    return membership;
  }

  public TableCursor cursor() {
    return cursor;
  }

  public TableLife life() {
    return life;
  }

  /** Whether changes in the lane's stream become records. */
  public boolean captured() {
    return captured;
  }

  /**
   * Sets the listener that is told of the table's changes from now on, and of the columns that the
   * stream has described. Null: there is none.
   */
  public void listener(RowListener told) {
    cursor.listener(told);
    if (told != null && described != null) {
      told.described(described);
    }
  }

  void described(Relation relation) {
    described = relation;
    if (cursor.listener() != null) {
      cursor.listener().described(relation);
    }
  }

  void adopt(Membership found) {
    membership = found;
    cursor.identity(new TableIdentity(oid, found.oids(), partitionsXid));
  }

  void partitionsXid(long xid) {
    partitionsXid = xid;
    adopt(membership);
  }

  void become(TableLife next) {
    life = next;
    captured = next.captured();
    cursor.life(next);
  }
}

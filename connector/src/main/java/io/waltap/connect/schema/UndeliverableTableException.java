/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TableId;

/**
 * Changes of one table cannot become records without an invented value, so none is made. The cause
 * is the table's own: it does not go away by a retry, and other tables are not concerned. The texts
 * never contain the value of a cell.
 */
public final class UndeliverableTableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int relationOid;
  private final TableId table;
  private final String column;
  private final String reason;
  private final String remedy;

  /**
   * @param reason a sentence about the column, without its name and without a full stop
   * @param remedy sentences that say what to change
   */
  UndeliverableTableException(Relation relation, String column, String reason, String remedy) {
    super(
        "changes of table "
            + relation.id()
            + " cannot be delivered: column \""
            + column
            + "\" "
            + reason
            + ". "
            + remedy);
    this.relationOid = relation.oid();
    this.table = relation.id();
    this.column = column;
    this.reason = reason;
    this.remedy = remedy;
  }

  public int relationOid() {
    return relationOid;
  }

  public TableId table() {
    return table;
  }

  /** The name of the column that is the cause. */
  public String column() {
    return column;
  }

  /** What is wrong with the column: the rest of a sentence that begins with its name. */
  public String reason() {
    return reason;
  }

  /** What fixes it. */
  public String remedy() {
    return remedy;
  }
}

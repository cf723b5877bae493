/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.Sql;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The COPY that reads a table, or a range of its pages, as the server would stream it. It has the
 * relation's columns in their order, and the publication's row filter. A type without a binary form
 * is read as text.
 */
public final class CopyStatement {
  private CopyStatement() {}

  /**
   * @param source the table itself, or a part of it
   * @param sentAsText whether a type (by OID) has no binary form
   * @param override the user's SELECT for this table, or null
   */
  static String of(
      PublishedTable table,
      TableSchema schema,
      TableSource source,
      PageRange range,
      IntPredicate sentAsText,
      String override) {
    StringBuilder sql =
        new StringBuilder("COPY (SELECT ")
            .append(columns(schema.relation(), schema::captures, sentAsText));
    if (override != null) {
      sql.append(" FROM ").append(Sql.derivedTable(override, "t"));
      return sql.append(") TO STDOUT (FORMAT binary)").toString();
    }
    sql.append(" FROM ").append(source.rows()).append(" AS t");
    List<String> conditions = new ArrayList<>();
    if (source.condition() != null) {
      conditions.add(source.condition());
    }
    if (table.rowFilter() != null) {
      conditions.add("(" + table.rowFilter() + ")");
    }
    range.condition().ifPresent(conditions::add);
    if (!conditions.isEmpty()) {
      sql.append(" WHERE ").append(String.join(" AND ", conditions));
    }
    return sql.append(") TO STDOUT (FORMAT binary)").toString();
  }

  /**
   * The relation's columns in their order, of a table with the alias t.
   *
   * @param read which of the columns (by index) are read; the others are NULL
   * @param sentAsText whether a type (by OID) has no binary form
   */
  public static String columns(Relation relation, IntPredicate read, IntPredicate sentAsText) {
    StringBuilder sql = new StringBuilder();
    List<RelationColumn> columns = relation.columns();
    for (int i = 0; i < columns.size(); i++) {
      RelationColumn column = columns.get(i);
      sql.append(i == 0 ? "" : ", ");
      if (!read.test(i)) {
        sql.append("NULL");
      } else {
        sql.append("t.").append(Identifiers.quote(column.name()));
        if (sentAsText.test(column.typeOid())) {
          sql.append("::pg_catalog.text");
        }
      }
    }
    return sql.toString();
  }
}

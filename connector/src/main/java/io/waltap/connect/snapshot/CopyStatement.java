/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.event.TableSchema;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The COPY that reads a table, or a range of its pages, as the server would stream it: the relation's columns in their order, the
 * publication's row filter, and text where a type has no binary form.
 */
final class CopyStatement {
  private CopyStatement() {}

  /**
   * @param sentAsText whether a type (by OID) has no binary form
   * @param override the user's SELECT for this table, or null
   */
  static String of(
      PublishedTable table,
      TableSchema schema,
      PageRange range,
      IntPredicate sentAsText,
      String override) {
    StringBuilder sql = new StringBuilder("COPY (SELECT ");
    List<RelationColumn> columns = schema.relation().columns();
    for (int i = 0; i < columns.size(); i++) {
      RelationColumn column = columns.get(i);
      sql.append(i == 0 ? "" : ", ");
      if (!schema.captures(i)) {
        sql.append("NULL");
      } else {
        sql.append("t.").append(Identifiers.quote(column.name()));
        if (sentAsText.test(column.typeOid())) {
          sql.append("::pg_catalog.text");
        }
      }
    }
    if (override != null) {
      sql.append(" FROM (").append(override).append(") AS t");
      return sql.append(") TO STDOUT (FORMAT binary)").toString();
    }
    // a table's inheritance children are published by themselves, a partitioned table's partitions
    // are not
    sql.append(table.partitioned() ? " FROM " : " FROM ONLY ")
        .append(Identifiers.quote(table.schema()))
        .append('.')
        .append(Identifiers.quote(table.name()))
        .append(" AS t");
    List<String> conditions = new ArrayList<>();
    if (table.rowFilter() != null) {
      conditions.add("(" + table.rowFilter() + ")");
    }
    range.condition().ifPresent(conditions::add);
    if (!conditions.isEmpty()) {
      sql.append(" WHERE ").append(String.join(" AND ", conditions));
    }
    return sql.append(") TO STDOUT (FORMAT binary)").toString();
  }
}

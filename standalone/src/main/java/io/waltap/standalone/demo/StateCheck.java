/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import io.waltap.standalone.lake.LakeReader;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Shows change logs: column types, current state by SQL, and whether PostgreSQL has the same. */
final class StateCheck {
  private final RowReport rows;
  private final LakeReader lake;
  private final DuckDb duck;
  private final String namespace;
  private final PrintStream out;

  /**
   * @param duck with the views of {@link ChangeLogViews}
   * @param namespace of the change log
   */
  StateCheck(RowReport rows, LakeReader lake, DuckDb duck, String namespace, PrintStream out) {
    this.rows = rows;
    this.lake = lake;
    this.duck = duck;
    this.namespace = namespace;
    this.out = out;
  }

  /** Shows a table and compares it; returns whether both sides have the same rows. */
  boolean equal(String table) throws SQLException {
    Map<String, String> types = lake.columns(namespace, table);
    out.printf(
        Locale.ROOT,
        "%s.%s: %,d changes, with these columns:%n",
        namespace,
        table,
        lake.rowCount(namespace, table));
    out.println("    " + typed(types, StateCheck::isData));
    out.println("    " + typed(types, column -> !isData(column)));

    List<String> columns = types.keySet().stream().filter(StateCheck::isData).toList();
    String sql = CurrentStateSql.of(namespace + "." + table, RowReport.KEY, columns);
    out.println("  The current state, by SQL over these changes:");
    out.print(sql.indent(4));
    List<Map<String, Object>> state = duck.rows(sql);
    rows.show(columns, state);
    return rows.equal(table, "SQL over Iceberg", state);
  }

  /** Names that begin with an underscore are of the sink's transforms, about the change itself. */
  private static boolean isData(String column) {
    return !column.startsWith("_");
  }

  private static String typed(Map<String, String> types, Predicate<String> wanted) {
    return types.entrySet().stream()
        .filter(column -> wanted.test(column.getKey()))
        .map(column -> column.getKey() + " " + column.getValue())
        .collect(Collectors.joining(", "));
  }
}

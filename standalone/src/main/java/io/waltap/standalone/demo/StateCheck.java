/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import io.waltap.standalone.lake.LakeReader;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Shows landed tables: column types, current state by SQL, and whether PostgreSQL has the same. */
final class StateCheck {
  private static final String KEY = "id";
  private static final int SHOWN_ROWS = 5;
  private static final int SHOWN_DIFFERENCES = 10;

  private final Connection postgres;
  private final LakeReader lake;
  private final DuckDb duck;
  private final String namespace;
  private final PrintStream out;

  /**
   * @param duck with the views of {@link ChangeLogViews}
   * @param namespace of the tables in Iceberg; PostgreSQL finds the tables by their names alone
   */
  StateCheck(Connection postgres, LakeReader lake, DuckDb duck, String namespace, PrintStream out) {
    this.postgres = postgres;
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
    String sql = CurrentStateSql.of(namespace + "." + table, KEY, columns);
    out.println("  The current state, by SQL over these changes:");
    out.print(sql.indent(4));
    List<Map<String, Object>> state = duck.rows(sql);
    show(columns, state);

    String expectedSql = "SELECT * FROM " + table + " ORDER BY " + KEY;
    TableComparison comparison = TableComparison.of(table, KEY, postgresRows(expectedSql), state);
    report(expectedSql, comparison);
    out.println();
    return comparison.equal();
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

  private void show(List<String> columns, List<Map<String, Object>> rows) {
    List<Map<String, Object>> first = rows.subList(0, Math.min(SHOWN_ROWS, rows.size()));
    out.println();
    TextTable.lines(columns, first).forEach(line -> out.println("    " + line));
    out.printf(Locale.ROOT, "    the first %d of %,d rows%n", first.size(), rows.size());
    out.println();
  }

  private void report(String expectedSql, TableComparison comparison) {
    out.printf(
        Locale.ROOT,
        "  PostgreSQL (%s) %,d rows | SQL over Iceberg %,d rows | %s%n",
        expectedSql,
        comparison.expectedRows(),
        comparison.actualRows(),
        comparison.equal()
            ? "EQUAL in every row and column"
            : comparison.differences().size() + " differences");
    comparison.differences().stream()
        .limit(SHOWN_DIFFERENCES)
        .forEach(difference -> out.println("    " + difference));
  }

  private List<Map<String, Object>> postgresRows(String query) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Statement statement = postgres.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        rows.add(PostgresRow.read(found));
      }
    }
    return rows;
  }
}

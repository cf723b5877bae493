/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows rows of Iceberg tables, and whether PostgreSQL has the same. */
final class RowReport {
  /** The key of each table of the demo. */
  static final String KEY = "id";

  private static final int SHOWN_ROWS = 5;
  private static final int SHOWN_DIFFERENCES = 10;

  private final Connection postgres;
  private final PrintStream out;

  /**
   * @param postgres finds the tables by their names alone
   */
  RowReport(Connection postgres, PrintStream out) {
    this.postgres = postgres;
    this.out = out;
  }

  /** Shows the first rows. */
  void show(List<String> columns, List<Map<String, Object>> rows) {
    List<Map<String, Object>> first = rows.subList(0, Math.min(SHOWN_ROWS, rows.size()));
    out.println();
    TextTable.lines(columns, first).forEach(line -> out.println("    " + line));
    out.printf(Locale.ROOT, "    the first %d of %,d rows%n", first.size(), rows.size());
    out.println();
  }

  /**
   * Compares all rows with those of a table in PostgreSQL, and says what differs.
   *
   * @param what the rows are, in a few words
   */
  boolean equal(String table, String what, List<Map<String, Object>> rows) throws SQLException {
    String sql = "SELECT * FROM " + table + " ORDER BY " + KEY;
    TableComparison comparison = TableComparison.of(table, KEY, postgresRows(sql), rows);
    out.printf(
        Locale.ROOT,
        "  PostgreSQL (%s) %,d rows | %s %,d rows | %s%n",
        sql,
        comparison.expectedRows(),
        what,
        comparison.actualRows(),
        comparison.equal()
            ? "EQUAL in every row and column"
            : comparison.differences().size() + " differences");
    comparison.differences().stream()
        .limit(SHOWN_DIFFERENCES)
        .forEach(difference -> out.println("    " + difference));
    out.println();
    return comparison.equal();
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

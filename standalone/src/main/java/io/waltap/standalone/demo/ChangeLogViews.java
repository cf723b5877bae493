/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Landed tables as views over their data files, in DuckDB's SQL. DuckDB's Iceberg extension would
 * need no list of files, but it is a download, and the demo has to work without one.
 */
final class ChangeLogViews {
  private ChangeLogViews() {}

  /**
   * Statements that make the views {@code namespace.table}.
   *
   * @param files of each table, the data files of its current snapshot
   */
  static String sql(String namespace, Map<String, List<String>> files) {
    StringBuilder sql = new StringBuilder();
    sql.append("CREATE SCHEMA IF NOT EXISTS ").append(namespace).append(";\n");
    files.forEach((table, paths) -> sql.append(view(namespace + "." + table, paths)));
    return sql.toString();
  }

  private static String view(String name, List<String> files) {
    if (files.isEmpty()) {
      throw new IllegalStateException("nothing of " + name + " has landed");
    }
    // By name: a file from before a column was added does not have the column.
    return files.stream()
        .map(file -> "  " + DuckDb.literal(file.replaceFirst("^file:(//)?", "")))
        .collect(
            Collectors.joining(
                ",\n",
                "CREATE OR REPLACE VIEW " + name + " AS\nSELECT * FROM read_parquet([\n",
                "\n], union_by_name = true, hive_partitioning = false);\n"));
  }
}

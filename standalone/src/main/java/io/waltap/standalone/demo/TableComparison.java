/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Two states of a table, compared row by row and column by column.
 *
 * @param table its name
 * @param expectedRows how many rows PostgreSQL has
 * @param actualRows how many rows the query over Iceberg has
 * @param differences what differs, one text for each difference
 */
record TableComparison(String table, int expectedRows, int actualRows, List<String> differences) {

  /**
   * Compares the rows of both sides, in whatever order they come.
   *
   * @param key the column that identifies a row
   */
  static TableComparison of(
      String table,
      String key,
      List<Map<String, Object>> expected,
      List<Map<String, Object>> actual) {
    List<String> differences = new ArrayList<>();
    Map<Object, Map<String, Object>> landed = new HashMap<>();
    for (Map<String, Object> row : actual) {
      if (landed.put(Cell.comparable(row.get(key)), row) != null) {
        differences.add(name(table, key, row) + " is in Iceberg twice");
      }
    }
    for (Map<String, Object> row : expected) {
      Map<String, Object> other = landed.remove(Cell.comparable(row.get(key)));
      if (other == null) {
        differences.add(name(table, key, row) + " is missing in Iceberg");
      } else {
        compareRow(name(table, key, row), row, other, differences);
      }
    }
    for (Map<String, Object> row : landed.values()) {
      differences.add(name(table, key, row) + " is in Iceberg, but not in PostgreSQL");
    }
    return new TableComparison(table, expected.size(), actual.size(), List.copyOf(differences));
  }

  boolean equal() {
    return differences.isEmpty();
  }

  private static void compareRow(
      String name,
      Map<String, Object> expected,
      Map<String, Object> actual,
      List<String> differences) {
    Set<String> columns = new LinkedHashSet<>(expected.keySet());
    columns.addAll(actual.keySet());
    for (String column : columns) {
      if (!expected.containsKey(column)) {
        differences.add(name + " has a column " + column + " in Iceberg only");
      } else if (!actual.containsKey(column)) {
        differences.add(name + " has a column " + column + " in PostgreSQL only");
      } else if (!Cell.same(expected.get(column), actual.get(column))) {
        differences.add(
            name
                + ", column "
                + column
                + ": PostgreSQL "
                + typed(expected.get(column))
                + ", Iceberg "
                + typed(actual.get(column)));
      }
    }
  }

  private static String typed(Object value) {
    String shown = Cell.shown(value);
    return value == null ? shown : shown + " (" + value.getClass().getSimpleName() + ")";
  }

  private static String name(String table, String key, Map<String, Object> row) {
    return table + " " + key + "=" + Cell.shown(row.get(key));
  }
}

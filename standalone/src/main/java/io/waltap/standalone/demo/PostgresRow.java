/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** A row of PostgreSQL, with values of the same types as in {@link DuckDbRow}. */
final class PostgresRow {
  private PostgresRow() {}

  static Map<String, Object> read(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      values.put(columns.getColumnName(i), value(row, i, columns.getColumnTypeName(i)));
    }
    return values;
  }

  private static Object value(ResultSet row, int column, String type) throws SQLException {
    return switch (type) {
      case "timestamptz" -> row.getObject(column, OffsetDateTime.class);
      case "date" -> row.getObject(column, LocalDate.class);
      case "json", "jsonb" -> row.getString(column);
      default -> row.getObject(column);
    };
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** A row of DuckDB, with values of the same types as in {@link PostgresRow}. */
final class DuckDbRow {
  private DuckDbRow() {}

  static Map<String, Object> read(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      values.put(columns.getColumnLabel(i), value(row, i));
    }
    return values;
  }

  private static Object value(ResultSet row, int column) throws SQLException {
    Object value = row.getObject(column);
    if (value instanceof OffsetDateTime) {
      // The driver converts through the JVM's time zone, which is an hour off around a change of
      // clocks. As a number, the value is the stored microseconds.
      return Instant.EPOCH.plus(row.getLong(column), ChronoUnit.MICROS);
    }
    return value;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.it.harness.Json;
import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows of records and rows of queries in one form, so that they can be compared: the values that
 * are not null, by column. The records are those of {@code decimal.handling.mode=string} and {@code
 * binary.handling.mode=hex}, with the defaults otherwise.
 */
final class Rows {
  private Rows() {}

  /** Returns the values of a row that is a JSON object. */
  static Map<String, String> values(JsonNode row) {
    Map<String, String> values = new TreeMap<>();
    for (Map.Entry<String, JsonNode> column : row.properties()) {
      if (!column.getValue().isNull()) {
        values.put(column.getKey(), text(column.getValue()));
      }
    }
    return values;
  }

  /** Returns the rows of a query as texts, sorted. */
  static List<String> read(TestDatabase database, String query) {
    List<String> rows = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      String from = " FROM (" + query + ") AS q";
      String row;
      try (ResultSet empty = statement.executeQuery("SELECT *" + from + " LIMIT 0")) {
        row = object(empty.getMetaData());
      }
      try (ResultSet result = statement.executeQuery("SELECT CAST(" + row + " AS text)" + from)) {
        while (result.next()) {
          rows.add(values(Json.parse(result.getString(1))).toString());
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
    Collections.sort(rows);
    return rows;
  }

  /** Numbers of one value may have different digits after the point: 1 and 1.0. */
  private static String text(JsonNode value) {
    return value.isNumber()
        ? value.decimalValue().stripTrailingZeros().toPlainString()
        : value.toString();
  }

  private static String object(ResultSetMetaData columns) throws SQLException {
    List<String> pairs = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnLabel(i);
      pairs.add("'" + name + "', " + value("q.\"" + name + "\"", columns.getColumnTypeName(i)));
    }
    return "jsonb_build_object(" + String.join(", ", pairs) + ")";
  }

  /** Returns an expression for the value as it is in a record. */
  private static String value(String column, String type) {
    return switch (type) {
      case "numeric", "json", "jsonb" -> column + "::text";
      case "oid" -> column + "::bigint";
      case "bytea" -> "encode(" + column + ", 'hex')";
      case "date" -> column + " - date '1970-01-01'";
      case "time", "timestamp" -> "(extract(epoch FROM " + column + ") * 1000000)::bigint";
      case "timestamptz" ->
          "to_char(" + column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
      default -> column;
    };
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Runs statements, such as queries of the catalog, whose results are small. */
public final class Sql {

  /** Reads one row of a result. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private Sql() {}

  /** Reads all rows. If the reader returns null, the list has null in that place. */
  public static <T> List<T> list(
      Connection connection, String query, RowReader<T> reader, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(reader.read(result));
        }
      }
      return rows;
    }
  }

  /** Reads the first row of a query that always has one. */
  public static <T> T one(
      Connection connection, String query, RowReader<T> reader, Object... parameters)
      throws SQLException {
    List<T> rows = list(connection, query, reader, parameters);
    if (rows.isEmpty()) {
      throw new SQLException("a query of the catalog returned no row");
    }
    return rows.get(0);
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * A user's SELECT as an item of a FROM clause. It is on lines of its own, because it may end with
   * a comment.
   */
  public static String derivedTable(String select, String alias) {
    return "(\n" + select + "\n) AS " + alias;
  }

  /** An OID as a parameter. OIDs are unsigned, so the larger half is negative in an int. */
  public static long oid(int oid) {
    return Integer.toUnsignedLong(oid);
  }

  /** OIDs as the parameter of {@code = ANY (CAST(? AS oid[]))}. */
  public static Array oids(Connection connection, Collection<Integer> oids) throws SQLException {
    return connection.createArrayOf("int8", oids.stream().map(Sql::oid).toArray(Long[]::new));
  }

  /** Reads an OID that the query has cast to int8. */
  public static int oid(ResultSet row, String column) throws SQLException {
    return (int) row.getLong(column);
  }

  /** An array of OIDs. */
  static Set<Integer> oids(ResultSet row, String column) throws SQLException {
    Set<Integer> oids = new HashSet<>();
    for (Object oid : (Object[]) row.getArray(column).getArray()) {
      oids.add((int) ((Number) oid).longValue());
    }
    return oids;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Finds columns that the server cannot send in binary form. A walsender fails at the first change
 * of such a column's table, for all tables.
 */
public final class UnsendableColumns {

  // If the type of a column has no send function, the walsender sends text. If such a type is
  // inside an array, composite or range, the walsender fails. A domain counts as its base type.
  private static final String QUERY =
      """
      WITH RECURSIVE part AS (
        SELECT DISTINCT a.atttypid AS whole, a.atttypid AS typid, false AS nested
          FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = ANY (CAST(? AS oid[])) AND a.attnum > 0 AND NOT a.attisdropped
        UNION
        SELECT part.whole, piece.typid, part.nested OR t.typtype <> 'd'
          FROM part
          JOIN pg_catalog.pg_type t ON t.oid = part.typid AND t.typsend::oid <> 0
         CROSS JOIN LATERAL (
               SELECT t.typbasetype AS typid WHERE t.typtype = 'd'
               UNION ALL
               SELECT t.typelem WHERE t.typtype = 'b' AND t.typelem <> 0
                  AND t.typsubscript = 'pg_catalog.array_subscript_handler'::regproc
               UNION ALL
               SELECT f.atttypid FROM pg_catalog.pg_attribute f
                WHERE t.typtype = 'c' AND f.attrelid = t.typrelid AND f.attnum > 0
                  AND NOT f.attisdropped
               UNION ALL
               SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid
               UNION ALL
               SELECT r.rngtypid FROM pg_catalog.pg_range r WHERE r.rngmultitypid = t.oid) AS piece)
      SELECT c.oid::int8 AS oid, n.nspname, c.relname, a.attname,
             pg_catalog.min(pg_catalog.format_type(part.typid, NULL)) AS type
        FROM part
        JOIN pg_catalog.pg_type t ON t.oid = part.typid AND t.typsend::oid = 0
        JOIN pg_catalog.pg_attribute a ON a.atttypid = part.whole
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE part.nested AND a.attrelid = ANY (CAST(? AS oid[])) AND a.attnum > 0
         AND NOT a.attisdropped
       GROUP BY c.oid, n.nspname, c.relname, a.attnum, a.attname
       ORDER BY n.nspname, c.relname, a.attnum
      """;

  /**
   * A column that cannot be sent.
   *
   * @param oid the OID of its table
   * @param type the type inside the column's type that has no send function
   */
  public record Found(int oid, TableId table, String column, String type) {

    private static Found read(ResultSet row) throws SQLException {
      return new Found(
          Sql.oid(row, "oid"),
          new TableId(row.getString("nspname"), row.getString("relname")),
          row.getString("attname"),
          row.getString("type"));
    }

    /** The column's quoted name, with the type. */
    public String described() {
      return Identifiers.qualified(table) + "." + Identifiers.quote(column) + " (" + type + ")";
    }
  }

  private UnsendableColumns() {}

  /** Those of these tables, in order of table and column, whether they are published or not. */
  public static List<Found> of(Connection connection, Collection<Integer> tables)
      throws SQLException {
    Array oids = Sql.oids(connection, tables);
    return Sql.list(connection, QUERY, Found::read, oids, oids);
  }
}

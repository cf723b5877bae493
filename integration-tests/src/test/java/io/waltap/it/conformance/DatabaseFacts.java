/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * What the catalog says about the tables of a case, so that an expected difference is tied to what causes it and not to a case by
 * name. Read after the setup and again at the end, since columns come and go.
 */
final class DatabaseFacts {
  private static final String QUERY =
      """
      SELECT n.nspname || '.' || c.relname AS table_id, c.relkind = 'p' AS partitioned,
             c.relreplident = 'i' AND EXISTS (
               SELECT FROM pg_index p JOIN pg_index i ON i.indrelid = p.indrelid
                WHERE p.indrelid = c.oid AND p.indisprimary AND i.indisreplident
                  AND NOT p.indkey::int2[] <@ i.indkey::int2[]) AS foreign_identity,
             EXISTS (SELECT FROM pg_publication_rel r
                      WHERE r.prrelid = c.oid AND to_jsonb(r) ->> 'prqual' IS NOT NULL) AS row_filter,
             EXISTS (SELECT FROM pg_publication_rel r
                      WHERE r.prrelid = c.oid AND to_jsonb(r) ->> 'prattrs' IS NOT NULL) AS column_list,
             EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = c.oid AND c.relkind = 'r') AS inherited,
             a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attgenerated <> '' AS generated,
             COALESCE(e.typtype = 'd', false) AS domains
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
       WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      """;

  private final Map<String, Table> tables = new HashMap<>();
  private final Map<String, Column> columns = new HashMap<>();

  /**
   * @param foreignIdentity REPLICA IDENTITY USING INDEX, with an index that does not hold the primary key
   */
  record Table(
      boolean partitioned,
      boolean foreignIdentity,
      boolean rowFilter,
      boolean columnList,
      boolean inherited) {
    private static final Table UNKNOWN = new Table(false, false, false, false, false);
  }

  /**
   * @param type as {@code format_type} writes it: {@code numeric(5,-2)}, {@code time without time zone[]}
   * @param domains an array of a domain
   */
  record Column(String type, boolean generated, boolean domains) {
    private static final Column UNKNOWN = new Column("", false, false);

    boolean isArray() {
      return type.endsWith("[]");
    }
  }

  void read(TestDatabase database) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      while (row.next()) {
        String table = row.getString("table_id");
        tables.put(
            table,
            new Table(
                row.getBoolean("partitioned"),
                row.getBoolean("foreign_identity"),
                row.getBoolean("row_filter"),
                row.getBoolean("column_list"),
                row.getBoolean("inherited")));
        columns.put(
            table + "." + row.getString("attname"),
            new Column(
                row.getString("type"), row.getBoolean("generated"), row.getBoolean("domains")));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  Table table(String table) {
    return tables.getOrDefault(String.valueOf(table), Table.UNKNOWN);
  }

  boolean anyPartitioned() {
    return tables.values().stream().anyMatch(Table::partitioned);
  }

  boolean anyInheritance() {
    return tables.values().stream().anyMatch(Table::inherited);
  }

  boolean anyRowFilter() {
    return tables.values().stream().anyMatch(Table::rowFilter);
  }

  /** The column that a difference concerns; one without any property if it concerns none that is known. */
  Column column(Difference difference) {
    return columns.getOrDefault(difference.table() + "." + difference.column(), Column.UNKNOWN);
  }
}

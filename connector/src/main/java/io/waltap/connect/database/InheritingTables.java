/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Reads the tables that inherit from others and are no partitions. */
public final class InheritingTables {
  // the chunks of a TimescaleDB hypertable are such tables too
  private static final String QUERY =
      """
      SELECT h.inhparent::pg_catalog.int8 AS parent, c.oid::pg_catalog.int8 AS oid, n.nspname,
             c.relname
        FROM pg_catalog.pg_inherits h
        JOIN pg_catalog.pg_class c
          ON c.oid = h.inhrelid AND c.relkind IN ('r', 'f') AND NOT c.relispartition
             AND c.relpersistence <> 't'
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       ORDER BY n.nspname, c.relname, c.oid
      """;

  private InheritingTables() {}

  /**
   * A table that inherits.
   *
   * @param parent the OID of the table from which it inherits
   */
  public record InheritingTable(int parent, int oid, TableId id) {}

  static List<InheritingTable> read(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        QUERY,
        row ->
            new InheritingTable(
                Sql.oid(row, "parent"),
                Sql.oid(row, "oid"),
                new TableId(row.getString("nspname"), row.getString("relname"))));
  }
}

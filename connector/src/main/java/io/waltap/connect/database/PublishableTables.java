/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads which tables a publication can have, and which one lists. */
public final class PublishableTables {

  // temporary and unlogged tables cannot be published
  private static final String TABLES =
      """
      SELECT c.oid::int8 AS oid, n.nspname, c.relname, c.relkind = 'p' AS partitioned,
             pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned,
             COALESCE((SELECT h.inhparent::int8 FROM pg_catalog.pg_inherits h
                        WHERE c.relispartition AND h.inhrelid = c.oid LIMIT 1), 0) AS parent,
             %s
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       %s
       WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
         AND pg_catalog.left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'
       ORDER BY n.nspname, c.relname
      """
          .formatted(IdentityState.COLUMNS, IdentityState.JOIN);

  private static final String LISTED_TABLES =
      """
      SELECT c.oid::int8 AS oid, n.nspname, c.relname, c.relkind = 'p' AS partitioned,
             pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned, 0::int8 AS parent,
             %s
        FROM pg_catalog.pg_publication p
        JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid
        JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       %s
       WHERE p.pubname = ?
       ORDER BY n.nspname, c.relname
      """
          .formatted(IdentityState.COLUMNS, IdentityState.JOIN);

  private static final String LISTED_SCHEMAS =
      """
      SELECT n.nspname
        FROM pg_catalog.pg_publication p
        JOIN pg_catalog.pg_publication_namespace s ON s.pnpubid = p.oid
        JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid
       WHERE p.pubname = ?
      """;

  private PublishableTables() {}

  /** All ordinary and partitioned tables of the database, without those of the system. */
  public static List<PublishableTable> read(Connection connection) throws SQLException {
    return Sql.list(connection, TABLES, PublishableTable::read);
  }

  /** What a publication lists. It lists nothing if it is FOR ALL TABLES. */
  public static PublicationPlan.Listing listed(Connection connection, String publication)
      throws SQLException {
    Set<String> schemas = new HashSet<>();
    if (connection.getMetaData().getDatabaseMajorVersion() >= 15) {
      schemas.addAll(
          Sql.list(connection, LISTED_SCHEMAS, row -> row.getString("nspname"), publication));
    }
    return new PublicationPlan.Listing(
        Sql.list(connection, LISTED_TABLES, PublishableTable::read, publication), schemas);
  }
}

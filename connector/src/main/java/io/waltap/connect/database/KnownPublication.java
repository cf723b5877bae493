/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables of a publication as they were read last. They are read again only if a fingerprint of
 * the catalog says that something may have changed: reading them means all columns of perhaps ten
 * thousand tables, and the fingerprint is one row. Used by one thread at a time.
 */
public final class KnownPublication {

  // Each row of these catalogs counts by its key and its xmin, the transaction that wrote it. So a
  // fingerprint is the same only if no row was added, deleted or written between the two. Rows are
  // written without another xmin in one case alone: VACUUM, ANALYZE and CREATE INDEX update
  // statistics and relhasindex of pg_class in place. That changes nothing here but the estimated
  // number of pages, as a new index has a row of its own in pg_index. A frozen row keeps its xmin.
  //
  // What PublishedTables reads depends on nothing else: the publication with its tables and
  // schemas; names, columns, privileges and replica identities of all tables, of which some may be
  // published by FOR ALL TABLES, by their schema, or as partitions; and the role's own rights. All
  // catalogs are counted as a whole, so that it does not matter which tables are published.
  // Temporary tables are left out: they come and go all the time, and are never published.
  //
  // The fingerprint is read before the tables. What changes in between is in the tables already,
  // and only makes the next fingerprint differ.
  private static final String FINGERPRINT =
      """
      WITH relation AS MATERIALIZED (
        SELECT c.oid, c.xmin AS written
          FROM pg_catalog.pg_class c
         WHERE c.relkind IN ('r', 'p', 'f', 'c') AND c.relpersistence = 'p' AND c.oid >= 16384)
      SELECT pg_catalog.concat_ws('|',
               COALESCE((SELECT pg_catalog.concat_ws(' ', p.oid, p.xmin)
                           FROM pg_catalog.pg_publication p WHERE p.pubname = ?), 'none'),
               (SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.sum(
                         pg_catalog.hashtextextended(
                           pg_catalog.concat_ws(' ', r.oid, r.xmin), 0)))
                  FROM pg_catalog.pg_publication_rel r),
               %s
               (SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.sum(
                         pg_catalog.hashtextextended(
                           pg_catalog.concat_ws(' ', r.oid, r.written), 0)))
                  FROM relation r),
               (SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.sum(
                         pg_catalog.hashtextextended(
                           pg_catalog.concat_ws(' ', a.attrelid, a.attnum, a.xmin), 0)))
                  FROM relation r
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0),
               (SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.sum(
                         pg_catalog.hashtextextended(
                           pg_catalog.concat_ws(' ', i.indexrelid, i.xmin), 0)))
                  FROM relation r JOIN pg_catalog.pg_index i ON i.indrelid = r.oid),
               (SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.sum(
                         pg_catalog.hashtextextended(
                           pg_catalog.concat_ws(' ', h.inhrelid, h.inhparent, h.xmin), 0)))
                  FROM pg_catalog.pg_inherits h),
               (SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.sum(
                         pg_catalog.hashtextextended(
                           pg_catalog.concat_ws(' ', n.oid, n.xmin), 0)))
                  FROM pg_catalog.pg_namespace n
                 WHERE pg_catalog.left(n.nspname, 8) NOT IN ('pg_temp_', 'pg_toast')),
               (SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.sum(
                         pg_catalog.hashtextextended(
                           pg_catalog.concat_ws(' ', m.roleid, m.member, m.xmin), 0)))
                  FROM pg_catalog.pg_auth_members m),
               (SELECT pg_catalog.concat_ws(' ', u.oid, u.rolsuper, u.rolinherit)
                  FROM pg_catalog.pg_roles u WHERE u.rolname = current_user)) AS state
      """;

  // since PostgreSQL 15
  private static final String SCHEMAS =
      """
      (SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.sum(
                         pg_catalog.hashtextextended(
                           pg_catalog.concat_ws(' ', m.oid, m.xmin), 0)))
                  FROM pg_catalog.pg_publication_namespace m),""";

  private String publication;
  private String fingerprint;
  private List<PublishedTable> tables = List.of();

  /** The tables as they are now; the connection has to be in autocommit mode. */
  List<PublishedTable> read(Connection connection, String name) throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    String now =
        Sql.one(
            connection,
            FINGERPRINT.formatted(version >= 15 ? SCHEMAS : ""),
            row -> row.getString("state"),
            name);
    boolean complete = tables.stream().allMatch(PublishedTable::filterKnown);
    if (!name.equals(publication) || !now.equals(fingerprint) || !complete) {
      tables = List.copyOf(PublishedTables.read(connection, name));
      publication = name;
      fingerprint = now;
    }
    return tables;
  }
}

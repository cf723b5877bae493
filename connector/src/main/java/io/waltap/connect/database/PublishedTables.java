/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the tables of a publication together with the relations that the walsender would describe.
 */
public final class PublishedTables {

  private static final int FETCH_SIZE = 5000;

  // A change of pg_class's row gives it the changing transaction's id; the row of a system column
  // is
  // as old as the table. A rewrite (TRUNCATE, SET LOGGED) gives another relfilenode than the OID.
  //
  // The identity's columns are those of RelationGetIdentityKeyBitmap: a deferrable primary key is
  // none. Partitions are followed by pg_inherits because pg_partition_tree() would wait for whoever
  // has one locked. A foreign table can be published as a partition, but its changes are not sent.
  private static final String QUERY =
      """
      WITH published AS MATERIALIZED (
        SELECT c.oid, p.schemaname, p.tablename, c.relreplident::text AS identity,
               c.relkind = 'p' AS partitioned,
               CASE WHEN c.relkind = 'p' THEN (
                      WITH RECURSIVE part AS (
                        SELECT c.oid
                        UNION ALL
                        SELECT h.inhrelid FROM part
                          JOIN pg_catalog.pg_inherits h ON h.inhparent = part.oid)
                      SELECT pg_catalog.sum(GREATEST(l.relpages, 0))
                        FROM part JOIN pg_catalog.pg_class l ON l.oid = part.oid)
                    ELSE GREATEST(c.relpages, 0) END::int8 AS pages,
               %s AS attnames,
               %s AS rowfilter,
               ARRAY(SELECT b.oid WHERE b.puballtables
                     UNION ALL
                     SELECT r.oid FROM (SELECT c.oid UNION
                                           SELECT a.relid FROM pg_catalog.pg_partition_ancestors(c.oid)
                                                          AS a(relid)) AS line
                       JOIN pg_catalog.pg_publication_rel r
                         ON r.prrelid = line.oid AND r.prpubid = b.oid
                     %s) AS members,
               COALESCE(pg_catalog.has_table_privilege(c.oid, 'SELECT')
                 AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false) AS selectable,
               c.relfilenode IN (c.oid, 0) AND EXISTS (
                 SELECT FROM pg_catalog.pg_attribute made
                  WHERE made.attrelid = c.oid AND made.attname = 'ctid' AND made.xmin = c.xmin)
                 AS unaltered,
               ARRAY(SELECT k.attnum
                       FROM pg_catalog.pg_index i
                      CROSS JOIN LATERAL pg_catalog.unnest(i.indkey)
                            WITH ORDINALITY AS k(attnum, place)
                      WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate
                        AND k.place <= i.indnkeyatts
                        AND CASE c.relreplident WHEN 'd' THEN i.indisprimary
                                                WHEN 'i' THEN i.indisreplident
                                                ELSE false END) AS key
          FROM pg_catalog.pg_publication_tables p
          JOIN pg_catalog.pg_publication b ON b.pubname = p.pubname
          JOIN pg_catalog.pg_namespace n ON n.nspname = p.schemaname
          JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename
         WHERE p.pubname = ? AND c.relkind <> 'f')
      SELECT t.oid::int8 AS oid, t.schemaname, t.tablename, t.identity, t.partitioned, t.pages, t.rowfilter,
             t.members, t.selectable, t.unaltered, a.attname, a.atttypid::int8 AS typid, a.atttypmod,
             t.identity = 'f' OR a.attnum = ANY (t.key) AS in_key
        FROM published t
        LEFT JOIN pg_catalog.pg_attribute a
          ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND %s
       ORDER BY t.schemaname, t.tablename, t.oid, a.attnum
      """;

  // since PostgreSQL 15
  private static final String OF_SCHEMAS =
      """
      UNION ALL
                     SELECT m.oid
                       FROM (SELECT c.oid UNION
                             SELECT a.relid FROM pg_catalog.pg_partition_ancestors(c.oid)
                                            AS a(relid)) AS line
                       JOIN pg_catalog.pg_class l ON l.oid = line.oid
                       JOIN pg_catalog.pg_publication_namespace m
                         ON m.pnnspid = l.relnamespace AND m.pnpubid = b.oid""";

  private PublishedTables() {}

  /** In order of schema and name; the connection has to be in autocommit mode. */
  public static List<PublishedTable> read(Connection connection, String publication)
      throws SQLException {
    // rows come in portions: a column each, of perhaps ten thousand tables
    connection.setAutoCommit(false);
    try (PreparedStatement statement =
        connection.prepareStatement(query(connection.getMetaData().getDatabaseMajorVersion()))) {
      statement.setFetchSize(FETCH_SIZE);
      statement.setString(1, publication);
      List<PublishedTable> tables;
      try (ResultSet rows = statement.executeQuery()) {
        tables = tables(rows);
      }
      return withPartitions(connection, tables);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static List<PublishedTable> withPartitions(
      Connection connection, List<PublishedTable> tables) throws SQLException {
    List<Integer> roots =
        tables.stream().filter(PublishedTable::partitioned).map(PublishedTable::oid).toList();
    if (roots.isEmpty()) {
      return tables;
    }
    Map<Integer, TablePartitions> partitions = PublishedPartitions.read(connection, roots);
    return tables.stream()
        .map(table -> table.with(partitions.getOrDefault(table.oid(), TablePartitions.NONE)))
        .toList();
  }

  private static String query(int majorVersion) {
    if (majorVersion >= 18) {
      // attnames tells which generated columns are sent: by publish_generated_columns, or named in
      // the column list
      return QUERY.formatted(
          "p.attnames",
          "p.rowfilter",
          OF_SCHEMAS,
          "a.attname = ANY (t.attnames) AND a.attgenerated <> 'v'");
    }
    if (majorVersion >= 15) {
      return QUERY.formatted(
          "p.attnames",
          "p.rowfilter",
          OF_SCHEMAS,
          "a.attname = ANY (t.attnames) AND a.attgenerated = ''");
    }
    return QUERY.formatted("NULL::name[]", "NULL::text", "", "a.attgenerated = ''");
  }

  private static List<PublishedTable> tables(ResultSet rows) throws SQLException {
    List<PublishedTable> tables = new ArrayList<>();
    Head table = null;
    List<RelationColumn> columns = new ArrayList<>();
    while (rows.next()) {
      Head head = Head.read(rows);
      if (!head.equals(table)) {
        if (table != null) {
          tables.add(table.with(columns));
        }
        table = head;
        columns.clear();
      }
      String column = rows.getString("attname");
      if (column != null) {
        columns.add(
            new RelationColumn(
                rows.getBoolean("in_key"),
                column,
                Sql.oid(rows, "typid"),
                rows.getInt("atttypmod")));
      }
    }
    if (table != null) {
      tables.add(table.with(columns));
    }
    return tables;
  }

  /** What is the same in all rows of a table. */
  private record Head(
      int oid,
      TableId id,
      Set<Integer> members,
      ReplicaIdentity identity,
      boolean partitioned,
      long pages,
      String rowFilter,
      boolean selectable,
      boolean unaltered) {

    static Head read(ResultSet row) throws SQLException {
      return new Head(
          Sql.oid(row, "oid"),
          new TableId(row.getString("schemaname"), row.getString("tablename")),
          Sql.oids(row, "members"),
          ReplicaIdentity.of(row.getString("identity").charAt(0)),
          row.getBoolean("partitioned"),
          row.getLong("pages"),
          row.getString("rowfilter"),
          row.getBoolean("selectable"),
          row.getBoolean("unaltered"));
    }

    PublishedTable with(List<RelationColumn> columns) {
      Relation relation = new Relation(oid, id.schema(), id.name(), identity, columns);
      return new PublishedTable(
          oid, id, members, relation, partitioned, rowFilter, pages, selectable, unaltered);
    }
  }
}

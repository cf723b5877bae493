/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the tables of a publication together with the relations that the walsender would describe.
 */
public final class PublishedTables {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedTables.class);

  private static final int FETCH_SIZE = 5000;

  // The tables are those of pg_publication_tables. That view is not asked: it opens each table, and
  // so one that is locked would hold up the question about all.
  //
  // named: what the publication names. listed: with the partitions of it. sent: the tables under
  // whose names the server sends changes.
  //
  // A change of pg_class's row gives it the changing transaction's id; the row of a system column
  // is as old as the table. A rewrite (TRUNCATE, SET LOGGED) gives another relfilenode than the
  // OID.
  //
  // The identity's columns are those of RelationGetIdentityKeyBitmap: a deferrable primary key is
  // none. Partitions are followed by pg_inherits because pg_partition_tree() would wait for whoever
  // has one locked. A foreign table can be published as a partition, but its changes are not sent.
  private static final String QUERY =
      """
      WITH RECURSIVE publication AS MATERIALIZED (
        SELECT p.oid, p.puballtables, p.pubviaroot, %s AS generated
          FROM pg_catalog.pg_publication p WHERE p.pubname = ?),
      named AS (
        SELECT r.prrelid AS oid
          FROM publication b JOIN pg_catalog.pg_publication_rel r ON r.prpubid = b.oid
         WHERE NOT b.puballtables
        %s
        UNION
        SELECT c.oid
          FROM publication b
          JOIN pg_catalog.pg_class c
            ON CASE WHEN b.pubviaroot THEN c.relkind IN ('r', 'p') AND NOT c.relispartition
                    ELSE c.relkind = 'r' END
         WHERE b.puballtables AND c.relpersistence = 'p' AND c.oid >= 16384),
      listed AS (
        SELECT named.oid FROM named
        UNION
        SELECT h.inhrelid
          FROM listed
          JOIN pg_catalog.pg_class l ON l.oid = listed.oid AND l.relkind = 'p'
          JOIN pg_catalog.pg_inherits h ON h.inhparent = l.oid AND NOT h.inhdetachpending
         WHERE NOT (SELECT b.pubviaroot FROM publication b)),
      sent AS (
        SELECT listed.oid
          FROM listed JOIN pg_catalog.pg_class l ON l.oid = listed.oid
         WHERE CASE WHEN (SELECT b.pubviaroot FROM publication b)
                    THEN NOT l.relispartition OR NOT EXISTS (
                      SELECT FROM pg_catalog.pg_partition_ancestors(l.oid) AS a(relid)
                       WHERE a.relid <> l.oid AND a.relid IN (SELECT named.oid FROM named))
                    ELSE l.relkind <> 'p' END),
      published AS MATERIALIZED (
        SELECT c.oid, n.nspname AS schemaname, c.relname AS tablename,
               c.relreplident::text AS identity, c.relkind = 'p' AS partitioned,
               CASE WHEN c.relkind = 'p' THEN (
                      WITH RECURSIVE part AS (
                        SELECT c.oid
                        UNION ALL
                        SELECT h.inhrelid FROM part
                          JOIN pg_catalog.pg_inherits h ON h.inhparent = part.oid)
                      SELECT pg_catalog.sum(GREATEST(l.relpages, 0))
                        FROM part JOIN pg_catalog.pg_class l ON l.oid = part.oid)
                    ELSE GREATEST(c.relpages, 0) END::int8 AS pages,
               b.generated, %s AS attnums, %s AS filtered,
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
          FROM publication b
         CROSS JOIN sent
          JOIN pg_catalog.pg_class c ON c.oid = sent.oid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          %s)
      SELECT t.oid::int8 AS oid, t.schemaname, t.tablename, t.identity, t.partitioned, t.pages, t.filtered,
             t.members, t.selectable, t.unaltered, a.attname, a.atttypid::int8 AS typid, a.atttypmod,
             t.identity = 'f' OR a.attnum = ANY (t.key) AS in_key
        FROM published t
        LEFT JOIN pg_catalog.pg_attribute a
          ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
         AND CASE WHEN t.attnums IS NULL
                  THEN a.attgenerated = '' OR t.generated AND a.attgenerated = 's'
                  ELSE a.attnum = ANY (t.attnums) AND a.attgenerated <> 'v' END
       ORDER BY t.schemaname, t.tablename, t.oid, a.attnum
      """;

  // since PostgreSQL 15

  private static final String SCHEMAS =
      """
      UNION
              SELECT c.oid
                FROM publication b
                JOIN pg_catalog.pg_publication_namespace m ON m.pnpubid = b.oid
                JOIN pg_catalog.pg_class c ON c.relnamespace = m.pnnspid
               WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND c.oid >= 16384""";

  private static final String MEMBERS_OF_SCHEMAS =
      """
      UNION ALL
                     SELECT m.oid
                       FROM (SELECT c.oid UNION
                             SELECT a.relid FROM pg_catalog.pg_partition_ancestors(c.oid)
                                            AS a(relid)) AS line
                       JOIN pg_catalog.pg_class l ON l.oid = line.oid
                       JOIN pg_catalog.pg_publication_namespace m
                         ON m.pnnspid = l.relnamespace AND m.pnpubid = b.oid""";

  /** The entry with a table's columns and filter, which do not count if its schema is listed. */
  private static final String ENTRIES =
      """
      LEFT JOIN pg_catalog.pg_publication_rel e
                 ON e.prpubid = b.oid AND e.prrelid = c.oid AND NOT b.puballtables
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_publication_namespace m
                                 WHERE m.pnpubid = b.oid AND m.pnnspid = c.relnamespace)""";

  // the server opens a table to tell its filter, and so waits for whoever has it locked
  private static final String FILTERS =
      """
      SELECT r.prrelid::int8 AS oid, pg_catalog.pg_get_expr(r.prqual, r.prrelid) AS filter
        FROM pg_catalog.pg_publication_rel r
        JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
       WHERE p.pubname = ? AND r.prrelid = ANY (CAST(? AS oid[]))
      """;

  private PublishedTables() {}

  /** In order of schema and name; the connection has to be in autocommit mode. */
  public static List<PublishedTable> read(Connection connection, String publication)
      throws SQLException {
    List<PublishedTable> tables = withoutFilters(connection, publication);
    List<Integer> filtered =
        tables.stream().filter(table -> !table.filterKnown()).map(PublishedTable::oid).toList();
    if (filtered.isEmpty()) {
      return tables;
    }
    Map<Integer, String> filters = filters(connection, publication, filtered);
    return tables.stream()
        .map(
            table ->
                filters.containsKey(table.oid())
                    ? table.withFilter(filters.get(table.oid()))
                    : table)
        .toList();
  }

  private static List<PublishedTable> withoutFilters(Connection connection, String publication)
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

  /** The row filters by table, without those of tables that are locked for too long. */
  private static Map<Integer, String> filters(
      Connection connection, String publication, List<Integer> oids) throws SQLException {
    Map<Integer, String> filters = new HashMap<>();
    try {
      Array all = Sql.oids(connection, oids);
      for (Filter filter : Sql.list(connection, FILTERS, Filter::read, publication, all)) {
        if (filter.text != null) {
          filters.put(filter.oid, filter.text);
        }
      }
    } catch (SQLException e) {
      if (!SqlStates.LOCK_NOT_AVAILABLE.equals(SqlStates.state(e))) {
        throw e;
      }
      if (oids.size() == 1) {
        LOG.debug("the row filter of the table with OID {} is not known", oids.get(0), e);
        return Map.of();
      }
      for (Integer oid : oids) {
        filters.putAll(filters(connection, publication, List.of(oid)));
      }
    }
    return filters;
  }

  private static String query(int majorVersion) {
    if (majorVersion < 15) {
      return QUERY.formatted("false", "", "NULL::int2vector", "false", "", "");
    }
    return QUERY.formatted(
        majorVersion >= 18 ? "p.pubgencols = 's'" : "false",
        SCHEMAS,
        "e.prattrs",
        "e.prqual IS NOT NULL",
        MEMBERS_OF_SCHEMAS,
        ENTRIES);
  }

  /** A row of {@link #FILTERS}. */
  private record Filter(int oid, String text) {
    static Filter read(ResultSet row) throws SQLException {
      return new Filter(Sql.oid(row, "oid"), row.getString("filter"));
    }
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
      boolean filtered,
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
          row.getBoolean("filtered"),
          row.getBoolean("selectable"),
          row.getBoolean("unaltered"));
    }

    PublishedTable with(List<RelationColumn> columns) {
      Relation relation = new Relation(oid, id.schema(), id.name(), identity, columns);
      return new PublishedTable(
          oid,
          id,
          members,
          relation,
          partitioned,
          null,
          !filtered,
          pages,
          selectable,
          unaltered,
          TablePartitions.NONE);
    }
  }
}

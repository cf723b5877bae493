/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.config.MessageKeys;
import io.waltap.connect.database.IdentityState;
import io.waltap.connect.database.Sql;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.Relation.ReplicaIdentity;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.schema.KeyChoice;
import io.waltap.connect.schema.TableFacts;
import io.waltap.connect.schema.UndeliverableTableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what a plan says of each table: key, replica identity, rows and size. */
final class PlannedTables {

  /** The sizes of so many tables are asked for at once: the server opens the files of each. */
  private static final int BATCH = 1000;

  // the columns of an index in their order, without those that it only includes
  private static final String KEY =
      """
      ARRAY(SELECT a.attname::text
                     FROM pg_catalog.pg_index i
                    CROSS JOIN LATERAL pg_catalog.unnest(i.indkey)
                          WITH ORDINALITY AS k(attnum, place)
                     JOIN pg_catalog.pg_attribute a
                       ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                    WHERE i.indexrelid = idx.%s AND k.place <= i.indnkeyatts
                    ORDER BY k.place)""";

  // The unique index is the one that TableFacts names for a table without a primary key.
  private static final String FACTS =
      """
      SELECT c.oid::int8 AS oid, n.nspname, c.relname, c.relreplident::text AS identity,
             COALESCE((SELECT x.relname::text FROM pg_catalog.pg_class x
                        WHERE x.oid = idx.identity_index), '') AS index_name,
             ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                      AND a.attgenerated = ''
                    ORDER BY a.attnum) AS ordinary,
             ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                      AND a.attgenerated <> 'v'
                    ORDER BY a.attnum) AS with_stored,
             ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                      AND (c.relreplident = 'f' OR a.attnum = ANY (ident.key))
                    ORDER BY a.attnum) AS identity_columns,
             %s AS primary_key,
             %s AS unique_key,
             %s AS identity_key
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       CROSS JOIN LATERAL (
             SELECT (SELECT i.indexrelid FROM pg_catalog.pg_index i
                      WHERE i.indrelid = c.oid AND i.indisprimary LIMIT 1) AS primary_index,
                    (SELECT i.indexrelid FROM pg_catalog.pg_index i
                      WHERE i.indrelid = c.oid AND i.indisreplident LIMIT 1) AS identity_index,
                    (SELECT i.indexrelid
                       FROM pg_catalog.pg_index i
                       JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                      WHERE i.indrelid = c.oid
                        AND (i.indisreplident
                             OR i.indisunique AND i.indisvalid AND i.indpred IS NULL
                                AND i.indexprs IS NULL)
                      ORDER BY x.relname, i.indexrelid LIMIT 1) AS unique_index) AS idx
       %s
       WHERE c.oid = ANY (CAST(? AS oid[]))
       ORDER BY n.nspname, c.relname
      """
          .formatted(
              KEY.formatted("primary_index"),
              KEY.formatted("unique_index"),
              KEY.formatted("identity_index"),
              IdentityState.JOIN);

  // A table that is not partitioned is its own leaf. Changes and rows of foreign partitions are not
  // captured. Partitions are followed by pg_inherits because pg_partition_tree() would wait for
  // whoever has one locked.
  private static final String LEAVES =
      """
      WITH RECURSIVE part AS (
        SELECT r.oid AS root, r.oid AS oid
          FROM pg_catalog.unnest(CAST(? AS oid[])) AS r(oid)
        UNION ALL
        SELECT part.root, h.inhrelid
          FROM part
          JOIN pg_catalog.pg_class p ON p.oid = part.oid AND p.relkind = 'p'
          JOIN pg_catalog.pg_inherits h ON h.inhparent = p.oid)
      SELECT part.root::int8 AS root, l.oid::int8 AS oid, l.reltuples::int8 AS estimate
        FROM part
        JOIN pg_catalog.pg_class l ON l.oid = part.oid
       WHERE l.relkind = 'r'
      """;

  // these functions open the table, and so wait for whoever has it locked
  private static final String SIZES =
      """
      SELECT s.oid::int8 AS oid,
             COALESCE(pg_catalog.pg_table_size(s.oid::regclass), 0) AS bytes,
             COALESCE(pg_catalog.pg_relation_size(s.oid::regclass), 0) = 0 AS no_rows
        FROM pg_catalog.unnest(CAST(? AS oid[])) AS s(oid)
       WHERE NOT EXISTS (
             SELECT FROM pg_catalog.pg_locks l
               JOIN pg_catalog.pg_database d ON d.oid = l.database
              WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
                AND l.relation = s.oid AND d.datname = pg_catalog.current_database())
      """;

  private final Connection connection;
  private final KeyChoice keys;

  PlannedTables(Connection connection, MessageKeys configured) {
    this.connection = connection;
    this.keys = new KeyChoice(configured);
  }

  /**
   * Reads tables, in order of schema and name.
   *
   * @param columns the columns that the server sends, by OID of the table; without tables that are
   *     not published yet
   * @param storedColumns of the other tables, the server will send stored generated columns
   */
  List<CapturePlan.Table> read(
      Set<Integer> oids, Map<Integer, List<String>> columns, boolean storedColumns)
      throws SQLException {
    List<Leaf> all = Sql.list(connection, LEAVES, Leaf::read, Sql.oids(connection, oids));
    Map<Integer, Size> sizes = sizes(all.stream().map(Leaf::oid).distinct().toList());
    Map<Integer, List<Leaf>> leaves = all.stream().collect(Collectors.groupingBy(Leaf::root));
    List<CapturePlan.Table> tables = new ArrayList<>();
    for (Facts facts : Sql.list(connection, FACTS, Facts::read, Sql.oids(connection, oids))) {
      List<String> sent =
          columns.getOrDefault(facts.oid(), storedColumns ? facts.withStored() : facts.ordinary());
      List<Leaf> own = leaves.getOrDefault(facts.oid(), List.of());
      tables.add(
          new CapturePlan.Table(
              facts.id(), key(facts, sent), facts.words(), rows(own, sizes), bytes(own, sizes)));
    }
    return tables;
  }

  /** What the records of the table would have as their key. */
  private List<String> key(Facts facts, List<String> sent) {
    List<RelationColumn> columns = new ArrayList<>();
    for (String column : sent) {
      columns.add(new RelationColumn(facts.identityColumns().contains(column), column, 0, -1));
    }
    Relation relation =
        new Relation(
            facts.oid(), facts.id().schema(), facts.id().name(), facts.identity(), columns);
    TableFacts known =
        new TableFacts(
            List.of(),
            facts.primaryKey(),
            facts.primaryKey().isEmpty() ? facts.uniqueKey() : List.of(),
            facts.identityKey(),
            null,
            false);
    try {
      return keys.columns(relation, known, true);
    } catch (UndeliverableTableException e) {
      // the checks of the keys say that the server does not send this one
      return facts.primaryKey().isEmpty() ? facts.identityKey() : facts.primaryKey();
    }
  }

  /** By OID, without the tables that another session has locked. */
  private Map<Integer, Size> sizes(List<Integer> oids) throws SQLException {
    Map<Integer, Size> sizes = new HashMap<>();
    for (int from = 0; from < oids.size(); from += BATCH) {
      List<Integer> batch = oids.subList(from, Math.min(from + BATCH, oids.size()));
      try {
        Sql.list(connection, SIZES, Size::read, Sql.oids(connection, batch))
            .forEach(size -> sizes.put(size.oid(), size));
      } catch (SQLException e) {
        // a table was locked just now, or the sizes take too long: nobody needs them for a start
        String state = SqlStates.state(e);
        if (SqlStates.QUERY_CANCELED.equals(state)) {
          return sizes;
        }
        if (!SqlStates.LOCK_NOT_AVAILABLE.equals(state)) {
          throw e;
        }
      }
    }
    return sizes;
  }

  /**
   * The estimate of all leaves together. A leaf without an estimate counts as 0 only if it has no
   * pages: the server does not analyze partitions that are made in advance.
   */
  static long rows(List<Leaf> leaves, Map<Integer, Size> sizes) {
    long rows = 0;
    for (Leaf leaf : leaves) {
      Size size = sizes.get(leaf.oid());
      if (leaf.estimate() >= 0) {
        rows += leaf.estimate();
      } else if (size == null || !size.noRows()) {
        return CapturePlan.UNKNOWN;
      }
    }
    return rows;
  }

  /** The size of all leaves together. */
  static long bytes(List<Leaf> leaves, Map<Integer, Size> sizes) {
    long bytes = 0;
    for (Leaf leaf : leaves) {
      Size size = sizes.get(leaf.oid());
      if (size == null) {
        return CapturePlan.UNKNOWN;
      }
      bytes += size.bytes();
    }
    return bytes;
  }

  /**
   * A row of {@link #LEAVES}.
   *
   * @param estimate {@code reltuples}: -1 if the table has never been analyzed
   */
  record Leaf(int root, int oid, long estimate) {
    static Leaf read(ResultSet row) throws SQLException {
      return new Leaf(Sql.oid(row, "root"), Sql.oid(row, "oid"), row.getLong("estimate"));
    }
  }

  /**
   * A row of {@link #SIZES}.
   *
   * @param noRows the table has no pages, and so no rows
   */
  record Size(int oid, long bytes, boolean noRows) {
    static Size read(ResultSet row) throws SQLException {
      return new Size(Sql.oid(row, "oid"), row.getLong("bytes"), row.getBoolean("no_rows"));
    }
  }

  /** A row of {@link #FACTS}. */
  private record Facts(
      int oid,
      TableId id,
      ReplicaIdentity identity,
      String index,
      List<String> ordinary,
      List<String> withStored,
      List<String> identityColumns,
      List<String> primaryKey,
      List<String> uniqueKey,
      List<String> identityKey) {

    static Facts read(ResultSet row) throws SQLException {
      return new Facts(
          Sql.oid(row, "oid"),
          new TableId(row.getString("nspname"), row.getString("relname")),
          ReplicaIdentity.of(row.getString("identity").charAt(0)),
          row.getString("index_name"),
          texts(row, "ordinary"),
          texts(row, "with_stored"),
          texts(row, "identity_columns"),
          texts(row, "primary_key"),
          texts(row, "unique_key"),
          texts(row, "identity_key"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
      return List.of((String[]) row.getArray(column).getArray());
    }

    /** The replica identity in PostgreSQL's words. */
    String words() {
      if (identity != ReplicaIdentity.INDEX) {
        return identity.name();
      }
      return "INDEX " + (index.isEmpty() ? "(dropped)" : index);
    }
  }
}

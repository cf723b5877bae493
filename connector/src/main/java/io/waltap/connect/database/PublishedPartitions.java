/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.pgoutput.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the partitions of tables that are published as their roots. */
public final class PublishedPartitions {

  // A partition was created as one if its row of pg_inherits is of the transaction that made the
  // table, and a column of it is as that statement made it: ATTACH changes each column. Columns
  // with a default are changed by CREATE TABLE too, so one that is unchanged is enough.
  //
  // Transaction ids are completed to 64 bits by the next one: those of the catalog are older.
  //
  // Partitions are followed by pg_inherits because pg_partition_tree() would wait for whoever has
  // one locked.
  private static final String QUERY =
      """
      WITH RECURSIVE moment AS (
        SELECT pg_catalog.pg_snapshot_xmin(now)::pg_catalog.text::pg_catalog.int8 AS seen,
               pg_catalog.pg_snapshot_xmax(now)::pg_catalog.text::pg_catalog.int8 AS next
          FROM pg_catalog.pg_current_snapshot() AS now),
      part AS (
        SELECT r.oid AS root, r.oid AS oid, 0::pg_catalog.int8 AS attached
          FROM pg_catalog.unnest(CAST(? AS oid[])) AS r(oid)
        UNION ALL
        SELECT part.root, h.inhrelid,
               GREATEST(part.attached,
                 CASE WHEN EXISTS (
                        SELECT FROM pg_catalog.pg_attribute made
                          JOIN pg_catalog.pg_attribute col
                            ON col.attrelid = made.attrelid AND col.attnum > 0
                               AND col.xmin = made.xmin AND col.cmin = made.cmin
                         WHERE made.attrelid = h.inhrelid AND made.attname = 'ctid'
                           AND made.xmin = h.xmin)
                      THEN 0
                      ELSE m.next - ((m.next - h.xmin::pg_catalog.text::pg_catalog.int8)
                                     & 4294967295) END)
          FROM part
          JOIN pg_catalog.pg_inherits h ON h.inhparent = part.oid
         CROSS JOIN moment m)
      SELECT part.root::pg_catalog.int8 AS root, m.seen, l.oid::pg_catalog.int8 AS oid,
             l.relkind = 'p' AS inner_node, l.relkind = 'f' AS is_foreign, n.nspname, l.relname,
             COALESCE(pg_catalog.has_table_privilege(l.oid, 'SELECT')
               AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false) AS selectable,
             COALESCE(pg_catalog.has_any_column_privilege(l.oid, 'SELECT')
               AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false) AS readable,
             part.attached, l.relfilenode::pg_catalog.int8 AS storage
        FROM part
       CROSS JOIN moment m
        JOIN pg_catalog.pg_class l ON l.oid = part.oid
        JOIN pg_catalog.pg_namespace n ON n.oid = l.relnamespace
       ORDER BY n.nspname, l.relname, l.oid
      """;

  private PublishedPartitions() {}

  /**
   * Reads them as the connection's snapshot shows them.
   *
   * @param roots OIDs of partitioned tables
   * @return by the root's OID; without those that are gone
   */
  public static Map<Integer, TablePartitions> read(Connection connection, Collection<Integer> roots)
      throws SQLException {
    Map<Integer, Long> seen = new HashMap<>();
    Map<Integer, List<TablePartition>> leaves = new HashMap<>();
    if (!roots.isEmpty()) {
      try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
        statement.setArray(1, Sql.oids(connection, roots));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            // the root is a row too, so that one without partitions is found
            int root = Sql.oid(rows, "root");
            seen.put(root, rows.getLong("seen"));
            if (!rows.getBoolean("inner_node")) {
              leaves.computeIfAbsent(root, oid -> new ArrayList<>()).add(leaf(rows));
            }
          }
        }
      }
    }
    Map<Integer, TablePartitions> partitions = new HashMap<>();
    seen.forEach(
        (root, xid) ->
            partitions.put(root, new TablePartitions(xid, leaves.getOrDefault(root, List.of()))));
    return partitions;
  }

  private static TablePartition leaf(ResultSet row) throws SQLException {
    return new TablePartition(
        Sql.oid(row, "oid"),
        new TableId(row.getString("nspname"), row.getString("relname")),
        row.getBoolean("is_foreign"),
        row.getBoolean("selectable"),
        row.getBoolean("readable"),
        row.getLong("attached"),
        row.getLong("storage"));
  }
}

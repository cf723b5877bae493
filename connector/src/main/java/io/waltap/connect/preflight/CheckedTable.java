/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.IdentityState;
import io.waltap.connect.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * What a preflight asks about a captured table. Lists of columns are in the table's order.
 *
 * @param usable the role may use the schema
 * @param selectable the role may SELECT from the whole table
 * @param hidesRows row-level security hides rows from the role
 * @param identityFull REPLICA IDENTITY FULL
 * @param fullHelps REPLICA IDENTITY FULL would let rows be updated and deleted
 * @param columns all columns, without virtual generated ones
 * @param readable the columns that the role may SELECT
 * @param identityColumns the columns of the replica identity
 * @param generated the generated columns
 * @param keyAndFilter the columns of the primary key and of the publication's row filter
 */
record CheckedTable(
    int oid,
    String schema,
    String name,
    boolean usable,
    boolean selectable,
    boolean hidesRows,
    boolean partitioned,
    IdentityState identity,
    boolean identityFull,
    boolean fullHelps,
    List<String> columns,
    List<String> readable,
    List<String> identityColumns,
    List<String> generated,
    List<String> keyAndFilter) {

  // Before PostgreSQL 18, generated columns are no part of the identity. The columns of a row
  // filter are those on which its entry in the publication depends.
  private static final String TABLES =
      """
      SELECT c.oid::int8 AS oid, n.nspname, c.relname,
             pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS usable,
             COALESCE(pg_catalog.has_table_privilege(c.oid, 'SELECT'), false) AS selectable,
             c.relrowsecurity AND pg_catalog.row_security_active(c.oid) AS hides_rows,
             c.relkind = 'p' AS partitioned, c.relreplident = 'f' AS identity_full,
             ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                      AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
                    ORDER BY a.attnum) AS readable,
             ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                      AND a.attgenerated <> 'v'
                    ORDER BY a.attnum) AS columns,
             ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                      AND (c.relreplident = 'f' OR a.attnum = ANY (ident.key))
                      AND (a.attgenerated = ''
                           OR pg_catalog.current_setting('server_version_num')::int4 >= 180000)
                    ORDER BY a.attnum) AS identity_columns,
             ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attgenerated <> ''
                    ORDER BY a.attnum) AS generated,
             ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                      AND (EXISTS (
                             SELECT FROM pg_catalog.pg_index i
                              WHERE i.indrelid = c.oid AND i.indisprimary
                                AND a.attnum = ANY (i.indkey))
                           OR EXISTS (
                             SELECT FROM pg_catalog.pg_depend d
                               JOIN pg_catalog.pg_publication_rel r ON r.oid = d.objid
                               JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
                              WHERE d.classid = 'pg_catalog.pg_publication_rel'::regclass
                                AND d.refclassid = 'pg_catalog.pg_class'::regclass
                                AND d.refobjid = c.oid AND d.refobjsubid = a.attnum
                                AND pg_catalog.to_jsonb(r) ->> 'prqual' IS NOT NULL
                                AND p.pubname = ?))
                    ORDER BY a.attnum) AS key_and_filter,
             %s
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       %s
       WHERE c.oid = ANY (CAST(? AS oid[]))
       ORDER BY n.nspname, c.relname
      """
          .formatted(IdentityState.COLUMNS, IdentityState.JOIN);

  CheckedTable {
    columns = List.copyOf(columns);
    readable = List.copyOf(readable);
    identityColumns = List.copyOf(identityColumns);
    generated = List.copyOf(generated);
    keyAndFilter = List.copyOf(keyAndFilter);
  }

  static List<CheckedTable> list(
      Connection connection, String publication, Collection<Integer> oids) throws SQLException {
    return Sql.list(
        connection, TABLES, CheckedTable::read, publication, Sql.oids(connection, oids));
  }

  private static CheckedTable read(ResultSet row) throws SQLException {
    return new CheckedTable(
        Sql.oid(row, "oid"),
        row.getString("nspname"),
        row.getString("relname"),
        row.getBoolean("usable"),
        row.getBoolean("selectable"),
        row.getBoolean("hides_rows"),
        row.getBoolean("partitioned"),
        IdentityState.valueOf(row.getString("identity")),
        row.getBoolean("identity_full"),
        row.getBoolean("full_helps"),
        texts(row, "columns"),
        texts(row, "readable"),
        texts(row, "identity_columns"),
        texts(row, "generated"),
        texts(row, "key_and_filter"));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }

  String qualified() {
    return Identifiers.qualified(schema, name);
  }
}

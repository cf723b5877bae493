/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import io.waltap.connect.schema.TableFacts;
import io.waltap.connect.schema.TableFacts.ColumnFacts;
import io.waltap.connect.schema.TableFacts.DefaultValue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the facts of one table from the catalog. */
final class CatalogTables {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogTables.class);

  private static final String TABLE =
      """
      SELECT pg_catalog.obj_description(c.oid, 'pg_class') AS comment
        FROM pg_catalog.pg_class c
       WHERE c.oid = CAST(? AS oid)
      """;

  // The first %s is the default's text, which the server can tell only while nobody has locked the
  // table. The second one is the value of older rows.
  //
  // A domain is followed down to its base type, and NOT NULL may be on any step. Since PostgreSQL
  // 18 attnotnull is also set for a constraint that older rows may violate (NOT VALID).
  private static final String COLUMNS =
      """
      SELECT a.attname,
             a.atttypid::int8 AS typid,
             a.atttypmod,
             (a.attnotnull AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_constraint v
                 WHERE v.conrelid = a.attrelid AND v.contype = 'n' AND NOT v.convalidated
                   AND a.attnum = ANY (v.conkey)))
               OR base.not_null AS not_null,
             a.attgenerated <> '' AS generated,
             %s AS expression,
             pg_catalog.format_type(b.oid, CASE WHEN t.typtype = 'd' THEN base.typmod
                                                ELSE a.atttypmod END) AS type,
             pg_catalog.format_type(b.oid, NULL) AS bare_type,
             CASE WHEN b.typnamespace = 'pg_catalog'::regnamespace THEN 'FULL'
                  WHEN COALESCE(e.typtype, b.typtype) IN ('b', 'e') AND b.typtype IN ('b', 'e')
                  THEN 'LITERALS' ELSE 'NONE' END AS trust,
             t.typsend::oid = 0 AS text,
             base.oid = 'pg_catalog.bpchar'::regtype AS blank_padded,
             pg_catalog.col_description(a.attrelid, a.attnum) AS comment,
             a.attnum,
             %s AS missing
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
       CROSS JOIN LATERAL (
             WITH RECURSIVE step AS (
               SELECT s.oid, s.typtype, s.typbasetype, s.typtypmod, s.typnotnull
                 FROM pg_catalog.pg_type s WHERE s.oid = a.atttypid
               UNION ALL
               SELECT s.oid, s.typtype, s.typbasetype, s.typtypmod, s.typnotnull
                 FROM step JOIN pg_catalog.pg_type s ON s.oid = step.typbasetype
                WHERE step.typtype = 'd')
             SELECT pg_catalog.bool_or(step.typtype = 'd' AND step.typnotnull) AS not_null,
                    pg_catalog.max(step.typtypmod) FILTER (WHERE step.typtype = 'd') AS typmod,
                    pg_catalog.max(step.oid) FILTER (WHERE step.typtype <> 'd') AS oid
               FROM step) AS base
        JOIN pg_catalog.pg_type b ON b.oid = base.oid
        LEFT JOIN pg_catalog.pg_type e ON e.oid = b.typelem
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = CAST(? AS oid) AND a.attnum > 0 AND NOT a.attisdropped
       ORDER BY a.attnum
      """;

  private static final String KEYS =
      """
      SELECT i.indisprimary, i.indisreplident, a.attname, c.relname
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
       CROSS JOIN LATERAL pg_catalog.unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
       WHERE i.indrelid = CAST(? AS oid) AND (i.indisprimary OR i.indisreplident
              OR i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL)
         AND k.place <= i.indnkeyatts
       ORDER BY c.relname, i.indexrelid, k.place
      """;

  private static final String DEFAULT =
      "CASE WHEN a.attgenerated = '' AND a.attidentity = ''"
          + " THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END";

  private static final String MISSING =
      "CASE WHEN a.atthasmissing THEN pg_catalog.array_to_string(a.attmissingval, '') END";

  private static final String NOT_ASKED = "NULL::pg_catalog.text";

  private CatalogTables() {}

  /**
   * Finds a table; null if it is gone. If another session has locked it, its defaults are not
   * known: waiting for them could take any time.
   *
   * @param withMissing whether it is asked which values older rows have
   */
  static TableFacts find(Connection connection, int oid, boolean withMissing) throws SQLException {
    List<String> comments =
        Sql.list(connection, TABLE, row -> row.getString("comment"), Sql.oid(oid));
    if (comments.isEmpty()) {
      return null;
    }
    try {
      return find(connection, oid, comments.get(0), true, withMissing);
    } catch (SQLException e) {
      if (!SqlStates.LOCK_NOT_AVAILABLE.equals(SqlStates.state(e))) {
        throw e;
      }
      LOG.warn(
          "the table with OID {} is locked by another session, so that its defaults are not known;"
              + " its schema has none until they are",
          Integer.toUnsignedString(oid));
      return find(connection, oid, comments.get(0), false, withMissing);
    }
  }

  private static TableFacts find(
      Connection connection, int oid, String comment, boolean withDefaults, boolean withMissing)
      throws SQLException {
    List<Column> columns =
        Sql.list(
            connection,
            COLUMNS.formatted(
                withDefaults ? DEFAULT : NOT_ASKED, withMissing ? MISSING : NOT_ASKED),
            Column::read,
            Sql.oid(oid));
    List<KeyColumn> keys = Sql.list(connection, KEYS, KeyColumn::read, Sql.oid(oid));
    List<ColumnDefaults.Definition> definitions = new ArrayList<>();
    for (Column column : columns) {
      definitions.add(column.defaultDefinition);
    }
    List<DefaultValue> defaults = ColumnDefaults.read(connection, definitions);

    List<ColumnFacts> facts = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      facts.add(columns.get(i).facts(defaults.get(i)));
    }
    List<String> primaryKey = new ArrayList<>();
    List<String> identityIndex = new ArrayList<>();
    List<String> uniqueKey = new ArrayList<>();
    String uniqueIndex = null;
    for (KeyColumn column : keys) {
      if (column.primary) {
        primaryKey.add(column.name);
      }
      if (column.identity) {
        identityIndex.add(column.name);
      }
      if (uniqueIndex == null) {
        uniqueIndex = column.index;
      }
      if (column.index.equals(uniqueIndex)) {
        uniqueKey.add(column.name);
      }
    }
    return new TableFacts(
        facts,
        primaryKey,
        primaryKey.isEmpty() ? uniqueKey : List.of(),
        identityIndex,
        comment,
        withDefaults);
  }

  /** A row of a table's columns. */
  private record Column(
      String name,
      int typeOid,
      int typmod,
      boolean notNull,
      boolean generated,
      ColumnDefaults.Definition defaultDefinition,
      String comment,
      int attnum,
      String missing) {

    static Column read(ResultSet row) throws SQLException {
      return new Column(
          row.getString("attname"),
          Sql.oid(row, "typid"),
          row.getInt("atttypmod"),
          row.getBoolean("not_null"),
          row.getBoolean("generated"),
          new ColumnDefaults.Definition(
              row.getString("attname"),
              row.getString("expression"),
              row.getString("type"),
              row.getString("bare_type"),
              ColumnDefaults.Trust.valueOf(row.getString("trust")),
              row.getBoolean("text"),
              row.getBoolean("blank_padded")),
          row.getString("comment"),
          row.getInt("attnum"),
          row.getString("missing"));
    }

    ColumnFacts facts(DefaultValue defaultValue) {
      return new ColumnFacts(
          name, typeOid, typmod, notNull, generated, defaultValue, comment, attnum, missing);
    }
  }

  /** A row of {@link #KEYS}. */
  private record KeyColumn(boolean primary, boolean identity, String name, String index) {

    static KeyColumn read(ResultSet row) throws SQLException {
      return new KeyColumn(
          row.getBoolean("indisprimary"),
          row.getBoolean("indisreplident"),
          row.getString("attname"),
          row.getString("relname"));
    }
  }
}

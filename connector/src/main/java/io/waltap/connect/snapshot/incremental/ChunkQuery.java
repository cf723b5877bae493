/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.snapshot.TableSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The statements that read a chunk of one table, in this order: {@link #lock}, {@link #MOMENT},
 * {@link #copy}.
 */
final class ChunkQuery {
  private static final String CATALOG = "pg_catalog";

  /**
   * The table's definition as one text, which is only compared. It is null if no table has the
   * name.
   */
  private static final String SHAPE =
      """
      (SELECT pg_catalog.concat_ws(' ', c.oid, c.relkind, c.relreplident,
                (SELECT pg_catalog.string_agg(
                          pg_catalog.concat_ws(' ', a.attname, a.atttypid, a.atttypmod,
                            a.attcollation, a.attnotnull),
                          ', ' ORDER BY a.attnum)
                   FROM pg_catalog.pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
                (SELECT pg_catalog.string_agg(
                          pg_catalog.concat_ws(' ', i.indisprimary, i.indisreplident, i.indkey),
                          ', ' ORDER BY i.indisprimary, i.indisreplident)
                   FROM pg_catalog.pg_index i
                  WHERE i.indrelid = c.oid AND (i.indisprimary OR i.indisreplident)))
         FROM pg_catalog.pg_class c
        WHERE c.oid = pg_catalog.to_regclass(CAST(? AS pg_catalog.text))) AS shape
      """;

  /** Parameter: the quoted name of the table. */
  static final String DEFINITION = "SELECT pg_catalog.pg_is_in_recovery() AS standby,\n" + SHAPE;

  /**
   * What the snapshot shows, and when it was taken. The server takes the snapshot before it runs
   * the statement. So everything that the snapshot shows was committed before {@code wal_end}.
   * Parameters: the name of the slot, the name of the table.
   */
  static final String MOMENT =
      """
      SELECT pg_catalog.pg_current_snapshot()::pg_catalog.text AS snapshot,
             pg_catalog.pg_is_in_recovery() AS standby,
             (CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                   ELSE pg_catalog.pg_current_wal_insert_lsn() END)::pg_catalog.text AS wal_end,
             pg_catalog.current_setting('wal_block_size')::pg_catalog.int8 AS wal_block,
             (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000000)::pg_catalog.int8 AS micros,
             (SELECT s.restart_lsn::pg_catalog.text FROM pg_catalog.pg_replication_slots s
               WHERE s.slot_name = ?) AS restart_lsn,
      """
          + SHAPE;

  /** The columns of the primary key in their order. Parameter: the OID of the table. */
  static final String PRIMARY_KEY =
      """
      SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
             a.attcollation::pg_catalog.int8 AS collation, n.nspname AS operators
        FROM pg_catalog.pg_index i
       CROSS JOIN LATERAL pg_catalog.unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        JOIN pg_catalog.pg_opclass c ON c.oid = i.indclass[k.place::pg_catalog.int4 - 1]
        JOIN pg_catalog.pg_amop m
          ON m.amopfamily = c.opcfamily AND m.amopstrategy = 5
             AND m.amoplefttype = c.opcintype AND m.amoprighttype = c.opcintype
        JOIN pg_catalog.pg_operator o ON o.oid = m.amopopr
        JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
       WHERE i.indrelid = CAST(? AS pg_catalog.oid) AND i.indisprimary AND k.place <= i.indnkeyatts
       ORDER BY k.place
      """;

  private final PublishedTable table;
  private final List<PrimaryKeyColumn> primaryKey;
  private final String columns;

  /**
   * @param columns the select list of a table with the alias t, without the copies of the key
   */
  ChunkQuery(PublishedTable table, List<PrimaryKeyColumn> primaryKey, String columns) {
    this.table = table;
    this.primaryKey = primaryKey;
    this.columns = columns;
  }

  /**
   * Locks the table's definition as any SELECT does, but before the snapshot is taken. Otherwise
   * the table could be rewritten between the snapshot and the SELECT, and would look empty. The
   * statement also sets the search path. So the operators that order the key's index are found,
   * whatever schema an extension put them in.
   */
  String lock() {
    Set<String> schemas = new LinkedHashSet<>();
    schemas.add(CATALOG);
    primaryKey.forEach(column -> schemas.add(column.operators()));
    return "SET LOCAL search_path = "
        + String.join(", ", schemas.stream().map(Identifiers::quote).toList())
        + "; LOCK TABLE ONLY "
        + Identifiers.qualified(table.id())
        + " IN ACCESS SHARE MODE";
  }

  /**
   * The rows, each followed by its primary key in text form.
   *
   * @param after values of the primary key after which the chunk begins; empty at the beginning of
   *     the table
   */
  String copy(List<String> after, int limit) {
    List<String> names = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (PrimaryKeyColumn column : primaryKey) {
      String name = "t." + Identifiers.quote(column.name());
      names.add(name);
      texts.add(name + "::pg_catalog.text");
    }
    StringBuilder sql =
        new StringBuilder("COPY (SELECT ")
            .append(columns)
            .append(", ")
            .append(String.join(", ", texts))
            .append(" FROM ")
            .append(TableSource.fromClause(table))
            .append(" AS t");
    List<String> conditions = new ArrayList<>();
    if (table.rowFilter() != null) {
      conditions.add("(" + table.rowFilter() + ")");
    }
    if (!after.isEmpty()) {
      conditions.add("(" + String.join(", ", names) + ") > (" + literals(after) + ")");
    }
    if (!conditions.isEmpty()) {
      sql.append(" WHERE ").append(String.join(" AND ", conditions));
    }
    return sql.append(" ORDER BY ")
        .append(String.join(", ", names))
        .append(" LIMIT ")
        .append(limit)
        .append(") TO STDOUT (FORMAT binary)")
        .toString();
  }

  private String literals(List<String> values) {
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      literals.add(Identifiers.literal(values.get(i)) + "::" + primaryKey.get(i).type());
    }
    return String.join(", ", literals);
  }
}

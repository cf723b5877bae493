/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.Set;

/** The tables that are captured, by the lists of schemas and tables. */
public final class TableSelection {

  private static final Set<String> SYSTEM_SCHEMAS =
      Set.of("information_schema", "repack", "squeeze");

  private final IncludeExclude schemas;
  private final IncludeExclude tables;

  TableSelection(IncludeExclude schemas, IncludeExclude tables) {
    this.schemas = schemas;
    this.tables = tables;
  }

  /** Whether a table is captured. Names are those of the catalog, without quotes. */
  public boolean includes(String schema, String table) {
    return !isSystemSchema(schema) && schemas.admits(schema) && tables.admits(schema + "." + table);
  }

  /** Whether {@code table.include.list} is set. */
  public boolean namesTables() {
    return !tables.include().isEmpty();
  }

  /**
   * PostgreSQL reserves names that begin with pg_: pg_catalog, pg_toast, pg_temp_3. In repack and
   * squeeze, pg_repack and pg_squeeze keep copies of tables for as long as they rewrite them.
   */
  private static boolean isSystemSchema(String schema) {
    return schema.startsWith("pg_") || SYSTEM_SCHEMAS.contains(schema);
  }
}

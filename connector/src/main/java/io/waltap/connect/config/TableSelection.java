/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** The tables that are captured, by the lists of schemas and tables. */
public final class TableSelection {

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

  /** PostgreSQL reserves names that begin with pg_: pg_catalog, pg_toast, pg_temp_3. */
  private static boolean isSystemSchema(String schema) {
    return schema.startsWith("pg_") || schema.equals("information_schema");
  }
}

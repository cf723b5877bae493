/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** The tables that are captured, by the schema and table lists. */
public final class TableSelection {

  private final IncludeExclude schemas;
  private final IncludeExclude tables;

  TableSelection(IncludeExclude schemas, IncludeExclude tables) {
    this.schemas = schemas;
    this.tables = tables;
  }

  /** Whether a table is captured. Names are as the catalog has them, without quotes. */
  public boolean includes(String schema, String table) {
    return !isSystemSchema(schema) && schemas.admits(schema) && tables.admits(schema + "." + table);
  }

  /** PostgreSQL keeps the names that begin with pg_ for itself: pg_catalog, pg_toast, pg_temp_3. */
  private static boolean isSystemSchema(String schema) {
    return schema.startsWith("pg_") || schema.equals("information_schema");
  }
}

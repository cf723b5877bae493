/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/**
 * The columns that appear in the values of records, by the column lists. The caller adds the
 * columns of the key.
 */
public final class ColumnSelection {

  private final IncludeExclude columns;

  ColumnSelection(IncludeExclude columns) {
    this.columns = columns;
  }

  /** Whether a column of a captured table appears in the values of its records. */
  public boolean includes(String schema, String table, String column) {
    return columns.admits(schema + "." + table + "." + column);
  }
}

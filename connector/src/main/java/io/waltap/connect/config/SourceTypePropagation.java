/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

/** The columns whose PostgreSQL type is written into the parameters of their schema. */
public final class SourceTypePropagation {

  private final NamePatterns columns;
  private final NamePatterns types;

  SourceTypePropagation(NamePatterns columns, NamePatterns types) {
    this.columns = columns;
    this.types = types;
  }

  /**
   * @param typeName the type's name in the catalog, such as {@code int4}; case does not matter
   */
  public boolean includes(String schema, String table, String column, String typeName) {
    String prefix = schema + "." + table + ".";
    return columns.matches(prefix + column) || types.matches(prefix + typeName);
  }
}

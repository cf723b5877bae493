/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

/**
 * A row of the stream has NULL in a column that the catalog calls NOT NULL. The catalog is ahead of
 * the stream: the constraint came later. The caller compiles the relation again with the column
 * optional.
 */
public final class UnexpectedNullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String column;

  UnexpectedNullException(String table, String column) {
    super(
        "column \"" + column + "\" of " + table + " is NULL, though the catalog says NOT NULL",
        null,
        false,
        false);
    this.column = column;
  }

  public String column() {
    return column;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.schema;

/**
 * A column that the catalog calls NOT NULL has nothing to put into its field. Either the row has
 * NULL, since the catalog is ahead of the stream and the constraint came later. Or the type's
 * representation cannot hold the value, such as NaN in Connect's Decimal. The caller compiles the
 * relation again with the column optional.
 */
public final class UnexpectedNullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String column;

  UnexpectedNullException(String table, String column) {
    super(
        "column \""
            + column
            + "\" of "
            + table
            + " is NOT NULL in the catalog, and a row has NULL there or a value without a"
            + " representation",
        null,
        false,
        false);
    this.column = column;
  }

  public String column() {
    return column;
  }
}

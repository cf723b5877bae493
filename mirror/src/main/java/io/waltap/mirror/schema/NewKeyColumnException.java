/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.schema;

/** A new column is the key: the rows in the table have no values of it. */
public final class NewKeyColumnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NewKeyColumnException(String column) {
    super(
        "the new column "
            + column
            + " is a column of the key, and the rows in the table do not have it. Drop the table,"
            + " and have the source read it again.");
  }
}

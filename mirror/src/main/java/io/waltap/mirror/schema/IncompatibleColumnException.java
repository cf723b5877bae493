/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.schema;

import org.apache.iceberg.types.Type;

/**
 * A column has got a type that does not hold the values which the table has. PostgreSQL has
 * rewritten all rows, and does not send them: the table has to be read again.
 */
public final class IncompatibleColumnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IncompatibleColumnException(String column, Type before, Type now) {
    super(
        "the column "
            + column
            + " was "
            + before
            + " and is "
            + now
            + " now: PostgreSQL has rewritten its values, and does not send them");
  }
}

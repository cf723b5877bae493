/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

/** A table cannot go on; the others do. The message says why, and what to do. */
final class TableStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TableStopped(String message) {
    super(message);
  }

  TableStopped(String message, Throwable cause) {
    super(message, cause);
  }
}

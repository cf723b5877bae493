/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

/** Why one table could not be delivered, while others that are read with it were. */
record TableFailure(Exception cause, Kind kind) {

  /** What could not be delivered. */
  enum Kind {
    /** The rows; nothing of the table was delivered. */
    ROWS,
    /** The rows; the table's changes are delivered, because something of it was. */
    ROWS_BUT_CHANGES,
    /** A change. Nothing of the table is delivered after it. */
    CHANGE
  }
}

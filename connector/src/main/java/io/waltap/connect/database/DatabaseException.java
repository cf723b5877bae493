/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.SQLException;

/** Something that was asked of PostgreSQL failed; the message says what, why and what mends it. */
public final class DatabaseException extends RuntimeException {

  private final boolean retriable;

  /** A state of the server that the connector cannot work with; only a person can change it. */
  public DatabaseException(String message) {
    super(message);
    this.retriable = false;
  }

  /**
   * @param what what failed, without a full stop: the server's reason follows
   */
  public DatabaseException(String what, SQLException cause) {
    super(what + ": " + SqlStates.describe(cause), cause);
    this.retriable = SqlStates.retriable(cause);
  }

  /**
   * @param what what failed, without a full stop: the server's reason follows
   * @param remedy the sentence or SQL that mends it
   */
  public DatabaseException(String what, SQLException cause, String remedy) {
    super(what + ": " + SqlStates.describe(cause) + ". " + remedy, cause);
    this.retriable = SqlStates.retriable(cause);
  }

  private DatabaseException(String message, SQLException cause, boolean retriable) {
    super(message, cause);
    this.retriable = retriable;
  }

  /**
   * Somebody else has changed what it was about to work on.
   *
   * @param what what failed, without a full stop: the server's reason follows
   */
  static DatabaseException overtaken(String what, SQLException cause) {
    return new DatabaseException(what + ": " + SqlStates.describe(cause), cause, true);
  }

  /** Whether the same may succeed later without anybody's help. */
  public boolean retriable() {
    return retriable;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.SQLException;

/** A request to PostgreSQL failed. The message says what failed, why, and what to do. */
public final class DatabaseException extends RuntimeException {

  private final boolean retriable;

  /** The server is in a state that the connector cannot work with, until a person changes it. */
  public DatabaseException(String message) {
    super(message);
    this.retriable = false;
  }

  /**
   * @param what what failed, without a period: the server's reason follows
   */
  public DatabaseException(String what, SQLException cause) {
    super(what + ": " + SqlStates.describe(cause), cause);
    this.retriable = SqlStates.retriable(cause);
  }

  /**
   * @param what what failed, without a period: the server's reason follows
   * @param remedy the sentence or the SQL that fixes it
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
   * Another client was faster, so that a retry finds another state.
   *
   * @param what what failed, without a period: the server's reason follows
   */
  static DatabaseException overtaken(String what, SQLException cause) {
    return new DatabaseException(what + ": " + SqlStates.describe(cause), cause, true);
  }

  /** Whether the same request may succeed later without any help. */
  public boolean retriable() {
    return retriable;
  }
}

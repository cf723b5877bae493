/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides whether a refused password is final. Before the first connection it is. After a
 * connection that succeeded, the password may be changing, so that further attempts are worth it
 * for some minutes. Safe for several threads.
 */
final class PasswordGrace {
  static final Duration LENGTH = Duration.ofMinutes(15);

  private final LongSupplier nanoTime;
  private boolean accepted;
  private boolean refused;
  private long refusedSince;

  PasswordGrace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A connection was opened. */
  synchronized void accepted() {
    accepted = true;
    refused = false;
  }

  /**
   * The exception to throw for an attempt to connect that failed.
   *
   * @return {@link PasswordRefused} if the attempt may be repeated although the password was
   *     refused; else the failure itself
   */
  synchronized SQLException explained(SQLException failure) {
    if (!accepted || !SqlStates.state(failure).equals(SqlStates.INVALID_PASSWORD)) {
      return failure;
    }
    long now = nanoTime.getAsLong();
    if (!refused) {
      refused = true;
      refusedSince = now;
    }
    if (now - refusedSince >= LENGTH.toNanos()) {
      return failure;
    }
    return new PasswordRefused(
        "the server has accepted this role before, and refuses its password now: "
            + failure.getMessage()
            + ". Attempts go on for "
            + LENGTH.toMinutes()
            + " minutes. If the password was changed, put the new one into"
            + " database.password.file, or into database.password",
        SqlStates.INVALID_PASSWORD);
  }
}

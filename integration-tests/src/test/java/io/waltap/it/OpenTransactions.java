/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Watches the ordinary sessions of a connector. The test calls {@link #sample} repeatedly. */
final class OpenTransactions implements AutoCloseable {
  private static final String SESSIONS =
      """
      SELECT count(*) AS sessions,
             count(*) FILTER (WHERE backend_xid IS NOT NULL) AS writing,
             COALESCE(1000 * extract(epoch FROM max(clock_timestamp() - xact_start)), 0)::bigint
               AS longest
        FROM pg_stat_activity
       WHERE application_name = ? AND backend_type <> 'walsender'
      """;

  private final Connection connection;
  private final PreparedStatement query;
  private long most;
  private long writing;
  private long longest;

  OpenTransactions(TestDatabase database) throws SQLException {
    connection = database.connect();
    query = connection.prepareStatement(SESSIONS);
    query.setString(1, "waltap/" + database.prefix());
  }

  void sample() throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      row.next();
      most = Math.max(most, row.getLong("sessions"));
      writing += row.getLong("writing");
      longest = Math.max(longest, row.getLong("longest"));
    }
  }

  /** Returns the largest number of sessions at one moment. */
  long most() {
    return most;
  }

  /** Returns how often a session was seen in a transaction that had written something. */
  long writing() {
    return writing;
  }

  /** Returns the duration of the longest transaction. */
  Duration longest() {
    return Duration.ofMillis(longest);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import io.waltap.connect.record.Batch;
import java.sql.SQLException;

/** Where the records of one stream go, and what comes back. Used by the stream's thread. */
public interface RecordSink {
  /** Everything up to this position is in batches handed over, or in the one that comes next. */
  void delivered(long lsn);

  /** Whether the stream's position should be delivered soon. */
  boolean heartbeatDue();

  /** The position up to which the slot may be confirmed. */
  long confirmable();

  /**
   * Waits while so much is on its way that nothing more should be read. Called before each message,
   * so it must be quick.
   */
  void awaitRoom(KeepAlive keepAlive) throws SQLException, InterruptedException;

  /**
   * Hands over a batch if there is anything in it, or a heartbeat is due; waits while there is no
   * room.
   *
   * @param betweenTransactions the batch does not end in the middle of a PostgreSQL transaction
   * @return whether the batch was handed over
   */
  boolean hand(Batch batch, boolean betweenTransactions, KeepAlive keepAlive)
      throws SQLException, InterruptedException;

  /** What to do while there is no room: the server must hear from us. */
  @FunctionalInterface
  interface KeepAlive {
    void run() throws SQLException;
  }
}

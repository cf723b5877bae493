/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import java.sql.SQLException;

/**
 * What goes on beside a stream, and has its turn on the stream's thread between two transactions.
 */
public interface SideWork {
  /** Whether a turn is wanted. Asked after each transaction, so it has to be quick. */
  boolean isDue();

  /**
   * Called between two transactions, if a turn is wanted; all records of earlier changes are handed
   * over.
   *
   * @return false to end the stream
   */
  boolean betweenTransactions(RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException;
}

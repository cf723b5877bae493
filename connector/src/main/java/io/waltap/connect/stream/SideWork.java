/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import java.sql.SQLException;

/**
 * Work that goes on while a stream does, and gets its turn on the stream's thread between two
 * transactions.
 */
public interface SideWork {
  /** Whether a turn is wanted. Called after each transaction, so it must be quick. */
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

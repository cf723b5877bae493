/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.stream;

import java.nio.ByteBuffer;
import java.sql.SQLException;

/**
 * Where a {@link ChangeStream} reads messages, and confirms what it has delivered. Used by one
 * thread.
 */
interface ChangeSource {
  /**
   * The next message, or null if there is none right now (after a wait of about a millisecond).
   *
   * @return an array-backed buffer that is the caller's to keep
   */
  ByteBuffer read() throws SQLException;

  /**
   * The WAL position of the message just read. After a read without a message: how far the server
   * has read the WAL. It has sent everything for us up to there.
   */
  long position();

  /** Confirms a position, so that the server may remove older WAL. */
  void confirm(long lsn) throws SQLException;

  /**
   * Confirms, and tells the server that we are alive. Called while nothing is read because nothing
   * more can be taken.
   */
  void confirmAndKeepAlive(long lsn) throws SQLException;
}

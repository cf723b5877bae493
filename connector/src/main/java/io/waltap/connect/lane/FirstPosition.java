/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.StartPosition;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.pgoutput.Lsn;
import org.apache.kafka.connect.errors.ConnectException;

/** Where {@code start.position} says that a first start begins. Pure. */
final class FirstPosition {

  private FirstPosition() {}

  /**
   * The position before which changes count as delivered.
   *
   * @param start not {@link StartPosition.Kind#EARLIEST}
   * @param slotLsn where the slot is
   * @throws ConnectException if the server, or the slot, does not have the WAL from there on
   */
  static long of(StartPosition start, String slot, long slotLsn, SystemIdentity server) {
    long lsn = start.kind() == StartPosition.Kind.LATEST ? server.walPosition() : start.lsn();
    if (Lsn.isAfter(lsn, server.walPosition())) {
      throw new ConnectException(
          "start.position "
              + Lsn.format(lsn)
              + " is ahead of the server, whose WAL ends at "
              + Lsn.format(server.walPosition())
              + ": changes would be dropped. Set it to an LSN at or before that end");
    }
    if (Lsn.isAfter(slotLsn, lsn) && start.kind() == StartPosition.Kind.LSN) {
      throw new ConnectException(
          "start.position "
              + Lsn.format(lsn)
              + " is unavailable: slot \""
              + slot
              + "\" starts at "
              + Lsn.format(slotLsn)
              + "; older WAL is gone. Use start.position=earliest to start there");
    }
    return lsn;
  }
}

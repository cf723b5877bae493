/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.StartPosition;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.pgoutput.Lsn;
import org.apache.kafka.connect.errors.ConnectException;

/** Where {@code start.position} is in this server's log. Pure. */
final class FirstPosition {
  private FirstPosition() {}

  /**
   * @param start not the earliest position
   * @throws ConnectException if changes would be dropped, or are unavailable
   */
  static long of(StartPosition start, long slotLsn, SystemIdentity identity, String slot) {
    long lsn = start.kind() == StartPosition.Kind.LATEST ? identity.walPosition() : start.lsn();
    if (Lsn.isAfter(lsn, identity.walPosition())) {
      throw new ConnectException(
          "start.position "
              + Lsn.format(lsn)
              + " is ahead of the server, whose WAL ends at "
              + Lsn.format(identity.walPosition())
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

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.SqlStates;
import io.waltap.connect.database.SystemIdentity;
import java.sql.SQLException;

/**
 * What is missing on a standby may come: by replication, or with its promotion, or when the host's
 * name leads to the primary again. Until then nothing is advised that would destroy a slot.
 */
final class Standby {
  private Standby() {}

  /**
   * @param what is missing, as one or more sentences
   * @throws SQLException that is retried, if the server is a standby of the same cluster
   */
  static void requirePrimary(SystemIdentity server, DeliveredLog delivered, String what)
      throws SQLException {
    if (server.inRecovery() && !delivered.isOfAnotherCluster(server)) {
      throw notYet(what);
    }
  }

  /** A failure that is retried. */
  static SQLException notYet(String what) {
    return new SQLException(
        what + " The server is a standby, so this may pass when it has caught up or is promoted",
        SqlStates.CANNOT_CONNECT_NOW);
  }
}

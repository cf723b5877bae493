/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.Publications;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is missing when a walsender reports an undefined object (42704): the slot, the publication,
 * or neither. The walsender reads the catalog as it was when a change was written. So before
 * PostgreSQL 18, a publication that did not exist at that time ends each stream of the slot at that
 * change, although the publication exists again.
 *
 * @param slot whether the slot exists now
 * @param publication whether the publication exists now
 * @param skips whether the server goes on without a publication that does not exist, as PostgreSQL
 *     18 and later do
 */
record UndefinedObject(boolean slot, boolean publication, boolean skips) {

  private static final int FIRST_THAT_SKIPS = 18;

  /** Whether the server has reported an undefined object. */
  static boolean isReportedBy(Exception problem) {
    return problem instanceof SQLException e
        && SqlStates.UNDEFINED_OBJECT.equals(SqlStates.state(e));
  }

  static UndefinedObject find(ConnectionFactory connections, String slot, String publication)
      throws SQLException {
    try (Connection session = connections.open()) {
      return new UndefinedObject(
          ReplicationSlots.find(session, slot).isPresent(),
          Publications.find(session, publication).isPresent(),
          session.getMetaData().getDatabaseMajorVersion() >= FIRST_THAT_SKIPS);
    }
  }

  /**
   * Whether the slot can never pass the change at which the server has reported this.
   *
   * @param name the publication's name, which the server's message has in each language
   */
  boolean holdsSlotForever(SQLException problem, String name) {
    return slot && publication && !skips && names(problem.getMessage(), name);
  }

  private static boolean names(String message, String name) {
    int at = message == null ? -1 : message.indexOf(name);
    while (at >= 0) {
      int end = at + name.length();
      if (!isPartOfName(message, at - 1) && !isPartOfName(message, end)) {
        return true;
      }
      at = message.indexOf(name, at + 1);
    }
    return false;
  }

  private static boolean isPartOfName(String message, int at) {
    return at >= 0 && at < message.length() && Character.isJavaIdentifierPart(message.charAt(at));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.Retries;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.pgoutput.Lsn;
import java.sql.SQLException;

/**
 * Explains to an operator why a lane has stopped. The server's own message does not name the
 * remedy.
 */
final class LaneFailure {
  private LaneFailure() {}

  /**
   * What failed, what is lost, and the command that fixes it.
   *
   * @param delivered everything up to here has been delivered
   */
  static String explain(Exception problem, String slot, String publication, long delivered) {
    String description = Retries.describe(problem);
    String state = problem instanceof SQLException e ? SqlStates.state(e) : "";
    return switch (state) {
      case SqlStates.UNDEFINED_OBJECT ->
          "slot \""
              + slot
              + "\" or publication \""
              + publication
              + "\" is gone: "
              + description
              + ". If the slot was dropped, changes since the last delivered position "
              + Lsn.format(delivered)
              + " are lost: read the tables again by snapshot.mode=when_needed. A publication can"
              + " be created again by CREATE PUBLICATION; then restart the task.";
      case SqlStates.OBJECT_NOT_IN_PREREQUISITE_STATE ->
          "slot \""
              + slot
              + "\" can no longer be read: "
              + description
              + ". Changes after "
              + Lsn.format(delivered)
              + " are lost. Run SELECT pg_drop_replication_slot('"
              + slot
              + "'); and read the tables again by snapshot.mode=when_needed.";
      default -> "lane \"" + slot + "\": " + description;
    };
  }
}

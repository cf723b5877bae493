/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.Retries;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.pgoutput.Lsn;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

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
   * @param invalidation asks why the server has invalidated the slot; empty if it has not, or if
   *     that is not known
   */
  static String explain(
      Exception problem,
      String slot,
      String publication,
      long delivered,
      Supplier<Optional<String>> invalidation) {
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
              + "\" cannot be read: "
              + description
              + ". "
              + advice(slot, delivered, invalidation.get());
      default -> "lane \"" + slot + "\": " + description;
    };
  }

  /** To drop a slot destroys what it still has, so that is said only where it has nothing left. */
  private static String advice(String slot, long delivered, Optional<String> invalidation) {
    if (invalidation.isEmpty()) {
      return "The slot has not been invalidated as far as is known, so nothing is lost while it"
          + " exists: do not drop it. Correct what the server says, then restart the task.";
    }
    return "The server has invalidated it ("
        + invalidation.get()
        + "). Changes after "
        + Lsn.format(delivered)
        + " are lost. Run SELECT pg_drop_replication_slot('"
        + slot
        + "'); and read the tables again by snapshot.mode=when_needed.";
  }
}

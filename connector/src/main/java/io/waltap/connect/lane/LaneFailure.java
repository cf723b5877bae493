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
   * @param undefined what is missing, if the server has reported an undefined object; else null
   * @param invalidation asks why the server has invalidated the slot; empty if it has not, or if
   *     that is not known
   */
  static String explain(
      Exception problem,
      String slot,
      String publication,
      long delivered,
      UndefinedObject undefined,
      Supplier<Optional<String>> invalidation) {
    String description = Retries.describe(problem);
    if (undefined != null && !undefined.slot()) {
      return slotGone(slot, description, delivered);
    }
    if (undefined != null && !undefined.publication()) {
      return publicationGone(publication, description, undefined.skips());
    }
    String state = problem instanceof SQLException e ? SqlStates.state(e) : "";
    return switch (state) {
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

  private static String slotGone(String slot, String description, long delivered) {
    return "slot \""
        + slot
        + "\" is gone: "
        + description
        + ". Changes since the last delivered position "
        + Lsn.format(delivered)
        + " are lost: read the tables again by snapshot.mode=when_needed.";
  }

  private static String publicationGone(String publication, String description, boolean skips) {
    return "publication \""
        + publication
        + "\" is gone: "
        + description
        + ". Create it again by CREATE PUBLICATION, then restart the task. Changes that are written"
        + " while there is no publication are not sent."
        + (skips
            ? ""
            : " If there are any, the slot cannot pass them; the task then says how to start"
                + " again.");
  }

  /**
   * Whether the walsender has failed at a change that no stream of the slot can pass.
   *
   * @param problem with which the server has ended a link
   */
  static boolean isUnsendable(Exception problem) {
    return problem instanceof SQLException e && SqlStates.isUnsendable(e);
  }

  /**
   * Explains {@link #isUnsendable}.
   *
   * @param delivered everything up to here has been delivered
   */
  static String unsendable(Exception problem, String slot, long delivered) {
    return "slot \""
        + slot
        + "\" cannot pass a change after "
        + Lsn.format(delivered)
        + ", because the server cannot send one of its values: "
        + Retries.describe(problem)
        + ". A type inside an array, composite or range has no binary form, or the row has about 1"
        + " GB. Only a new slot passes it, without the changes in between: take the table or column"
        + " out of the publication, stop the connector, run SELECT pg_drop_replication_slot('"
        + slot
        + "');, set snapshot.mode=when_needed, and resume. All tables are then read again.";
  }

  /**
   * Why no stream of the slot comes further, although slot and publication exist.
   *
   * @param delivered everything up to here has been delivered
   */
  static String slotIsStuck(String slot, String publication, long delivered) {
    return "Replication slot \""
        + slot
        + "\" can never pass the next change after "
        + Lsn.format(delivered)
        + ": publication \""
        + publication
        + "\" did not exist when it was written, and a server before PostgreSQL 18 ends the stream"
        + " there, although the publication has been created again.";
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

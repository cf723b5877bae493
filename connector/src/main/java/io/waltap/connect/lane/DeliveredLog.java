/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TablePosition;
import java.util.Collection;
import java.util.Optional;

/**
 * What has been delivered, and from which log. A position means nothing without its log: the same
 * number may be another change on a server that was restored, or promoted without the last WAL.
 *
 * @param systemId the cluster's identifier; empty if it is not known
 * @param timeline the timeline from which it was delivered; 0 if it is not known
 * @param lsn the WAL position that the log must have reached
 */
public record DeliveredLog(String systemId, int timeline, long lsn) {

  /** What is stored, before this run of the task has delivered anything. */
  public static DeliveredLog stored(StoredPositions stored) {
    long changes = changes(stored.tables().values());
    return stored
        .lane()
        .map(
            lane ->
                new DeliveredLog(lane.systemId(), lane.timeline(), Lsn.max(lane.lsn(), changes)))
        .orElse(new DeliveredLog("", 0, changes));
  }

  /**
   * What this run of the task has delivered. Of the stretches of the log that had nothing for the
   * lane, nothing can be missed.
   *
   * @param lane names the log
   */
  static DeliveredLog changes(LanePosition lane, Collection<TablePosition> tables) {
    return new DeliveredLog(lane.systemId(), lane.timeline(), changes(tables));
  }

  private static long changes(Collection<TablePosition> tables) {
    long end = Lsn.NONE;
    for (TablePosition table : tables) {
      boolean change = table.index() >= 0 || table.lsn() != Lsn.NONE;
      // the commit record of a delivered change begins at this position, so the log has more
      end = Lsn.max(end, change ? table.commitLsn() + 1 : table.commitLsn());
    }
    return end;
  }

  /** The same, with everything up to this position delivered. */
  DeliveredLog upTo(long position) {
    return new DeliveredLog(systemId, timeline, Lsn.max(lsn, position));
  }

  /** Whether the server may be of another cluster. */
  boolean isOfAnotherCluster(SystemIdentity server) {
    return !systemId.isEmpty() && !systemId.equals(server.systemId());
  }

  /** Up to where the server's log is the one that was delivered; {@link Lsn#NONE}: nowhere. */
  long sharedEnd(SystemIdentity server) {
    if (isOfAnotherCluster(server) || server.timeline() < timeline) {
      return Lsn.NONE;
    }
    if (timeline == 0 || timeline == server.timeline()) {
      return server.walPosition();
    }
    return server
        .history()
        .leftAt(timeline)
        .map(left -> Lsn.min(left, server.walPosition()))
        .orElse(Lsn.NONE);
  }

  /** What proves that the server's log is not the one that was delivered; empty: nothing does. */
  Optional<String> gap(SystemIdentity server) {
    if (isOfAnotherCluster(server)) {
      return Optional.of(
          "This is another database cluster: its system identifier is "
              + server.systemId()
              + ", the stored positions belong to "
              + systemId
              + ".");
    }
    if (server.timeline() < timeline) {
      return Optional.of(
          "The server is on timeline "
              + server.timeline()
              + ", but changes of timeline "
              + timeline
              + " have been delivered: it was restored to an earlier state.");
    }
    if (!Lsn.isAfter(lsn, sharedEnd(server))) {
      return Optional.empty();
    }
    return Optional.of(
        end(server)
            + ", but it has been delivered up to "
            + Lsn.format(lsn)
            + ": topics may have changes that this server does not have.");
  }

  private String end(SystemIdentity server) {
    if (timeline == 0 || timeline == server.timeline()) {
      return "The server's log ends at "
          + Lsn.format(server.walPosition())
          + ", as after the restore of an earlier state";
    }
    return server
        .history()
        .leftAt(timeline)
        .map(
            left ->
                "The server's timeline "
                    + server.timeline()
                    + " left timeline "
                    + timeline
                    + " at "
                    + Lsn.format(left)
                    + ", as a standby does that is promoted without the last WAL")
        .orElse(
            "The history of the server's timeline "
                + server.timeline()
                + " does not say where it left timeline "
                + timeline);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

/**
 * Which log a server has: the answer to {@code IDENTIFY_SYSTEM}, and the history of the timeline.
 *
 * @param systemId the cluster's identifier, the same on all its standbys
 * @param timeline the timeline that is written now; a promotion starts the next one
 * @param walPosition the end of the flushed WAL; on a standby, of the WAL that it has
 * @param inRecovery whether the server is a standby, so that its log and its slots may still follow
 *     those of another server
 * @param history where earlier timelines were left
 */
public record SystemIdentity(
    String systemId, int timeline, long walPosition, boolean inRecovery, TimelineHistory history) {

  /** A primary without earlier timelines, or whose history is not known. */
  public SystemIdentity(String systemId, int timeline, long walPosition) {
    this(systemId, timeline, walPosition, false, TimelineHistory.NONE);
  }

  /** Where the timeline begins; 0 for the first one, or if its history is not known. */
  public long begunAt() {
    return history.lastSwitchPoint();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.record;

import java.util.Map;

/**
 * How far a slot's stream has been delivered as a whole: the source offset that heartbeat records carry. The slot is confirmed up
 * to a stored lane position and never beyond, so a slot that is ahead of it proves a gap.
 *
 * @param lsn end of the last transaction delivered, or of the log that is known to hold nothing for us
 * @param systemId the database cluster's identity, from IDENTIFY_SYSTEM
 * @param timeline the cluster's timeline
 */
public record LanePosition(long lsn, String systemId, int timeline) {
  private static final String LSN = "lsn";
  private static final String SYSTEM_ID = "system_id";
  private static final String TIMELINE = "timeline";

  public Map<String, Object> toMap() {
    return Map.of(LSN, lsn, SYSTEM_ID, systemId, TIMELINE, (long) timeline);
  }

  /**
   * Reads a stored offset.
   *
   * @throws IllegalArgumentException if the map is not a lane's position
   */
  public static LanePosition fromMap(Map<String, ?> map) {
    Object systemId = map.get(SYSTEM_ID);
    Object timeline = map.get(TIMELINE);
    return new LanePosition(
        TablePosition.lsn(map, LSN),
        systemId == null ? "" : systemId.toString(),
        timeline instanceof Number number ? number.intValue() : 0);
  }
}

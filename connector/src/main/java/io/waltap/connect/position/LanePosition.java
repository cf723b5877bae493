/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a slot's stream has been delivered as a whole: the source offset that heartbeat records
 * carry. The slot is confirmed up to a stored lane position and never beyond, so a slot that is
 * ahead of it proves a gap.
 *
 * @param lsn end of the last transaction delivered, or of WAL that has nothing for the lane
 * @param systemId the database cluster's identity, from IDENTIFY_SYSTEM
 * @param timeline the cluster's timeline
 * @param epoch of the lane's layout; 0 for a connector that never had more than one lane
 * @param lanes the layout in text; null with epoch 0
 */
public record LanePosition(long lsn, String systemId, int timeline, long epoch, String lanes) {
  private static final String LSN = "lsn";
  private static final String SYSTEM_ID = "system_id";
  private static final String TIMELINE = "timeline";
  private static final String EPOCH = "epoch";
  private static final String LANES = "lanes";

  public LanePosition(long lsn, String systemId, int timeline) {
    this(lsn, systemId, timeline, 0, null);
  }

  /** The same lane of the same cluster, at another position. */
  public LanePosition at(long position) {
    return new LanePosition(position, systemId, timeline, epoch, lanes);
  }

  /** The same lane, of this cluster. */
  public LanePosition of(String cluster, int clusterTimeline) {
    return new LanePosition(lsn, cluster, clusterTimeline, epoch, lanes);
  }

  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(LSN, lsn);
    map.put(SYSTEM_ID, systemId);
    map.put(TIMELINE, (long) timeline);
    if (epoch > 0) {
      map.put(EPOCH, epoch);
      map.put(LANES, lanes);
    }
    return map;
  }

  /**
   * Reads a stored offset.
   *
   * @throws IllegalArgumentException if the map is not a lane's position
   */
  public static LanePosition fromMap(Map<String, ?> map) {
    Object systemId = map.get(SYSTEM_ID);
    Object timeline = map.get(TIMELINE);
    Object epoch = map.get(EPOCH);
    Object lanes = map.get(LANES);
    return new LanePosition(
        TablePosition.lsn(map, LSN),
        systemId == null ? "" : systemId.toString(),
        timeline instanceof Number number ? number.intValue() : 0,
        epoch instanceof Number number ? number.longValue() : 0,
        lanes == null ? null : lanes.toString());
  }
}

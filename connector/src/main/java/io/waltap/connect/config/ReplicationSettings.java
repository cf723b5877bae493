/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.time.Duration;
import java.util.Map;

/**
 * The slot, the publication, and how the tables are spread over lanes.
 *
 * @param slotFailover whether slots are created so that standbys keep a copy of them
 * @param slotStreamParams further options for pgoutput
 * @param publishViaPartitionRoot of a publication that the connector creates
 * @param statusUpdateInterval between two reports of the position to the server
 * @param tableDiscoveryInterval between two checks of the publication; zero: tables are discovered
 *     only as their changes come
 * @param laneAssignments {@code lane.assignments}, or null
 * @param lanePublications whether a lane of several makes a publication of its own tables
 * @param acceptSystemId the cluster to which the database was upgraded, or null
 */
public record ReplicationSettings(
    boolean slotFailover,
    Map<String, String> slotStreamParams,
    String publicationName,
    PublicationAutocreateMode publicationAutocreateMode,
    boolean publishViaPartitionRoot,
    Duration statusUpdateInterval,
    Duration tableDiscoveryInterval,
    String laneAssignments,
    boolean lanePublications,
    StartPosition startPosition,
    String acceptSystemId,
    boolean slotDropOnReset) {
  public ReplicationSettings {
    slotStreamParams = Map.copyOf(slotStreamParams);
  }

  static ReplicationSettings of(Values values) {
    return new ReplicationSettings(
        values.flag(ReplicationKeys.SLOT_FAILOVER),
        SemicolonLists.pairs(
            ReplicationKeys.SLOT_STREAM_PARAMS, values.text(ReplicationKeys.SLOT_STREAM_PARAMS)),
        values.text(ReplicationKeys.PUBLICATION_NAME),
        values.chosen(
            ReplicationKeys.PUBLICATION_AUTOCREATE_MODE, ReplicationKeys.AUTOCREATE_MODES),
        values.flag(ReplicationKeys.PUBLISH_VIA_PARTITION_ROOT),
        values.millis(ReplicationKeys.STATUS_UPDATE_INTERVAL),
        values.millis(ReplicationKeys.TABLE_DISCOVERY_INTERVAL),
        values.text(ReplicationKeys.LANE_ASSIGNMENTS),
        values.flag(ReplicationKeys.LANE_PUBLICATIONS),
        StartPosition.parse(values.text(ReplicationKeys.START_POSITION)),
        values.text(ReplicationKeys.ACCEPT_SYSTEM_ID),
        values.flag(ReplicationKeys.SLOT_DROP_ON_RESET));
  }
}

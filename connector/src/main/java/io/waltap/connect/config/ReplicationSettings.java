/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.time.Duration;
import java.util.Map;

/**
 * The slot, the publication, and how the tables are spread over lanes.
 *
 * @param slotFailover whether slots are created so that standbys keep a copy of them
 * @param slotStreamParams further options for pgoutput
 * @param tablesWithoutIdentity whether the connector publishes tables on which PostgreSQL then
 *     refuses UPDATE and DELETE
 * @param publishViaPartitionRoot of a publication that the connector creates
 * @param statusUpdateInterval between two reports of the position to the server
 * @param tableDiscoveryInterval between two checks of the publication; zero: tables are discovered
 *     only as their changes come
 * @param tableFailureMode what happens when one table cannot be delivered
 * @param tableHoldMaxBytes of WAL that the slot keeps for a table that waits
 * @param laneAssignments {@code lane.assignments}, or null
 * @param lanePublications whether a lane of several makes a publication of its own tables
 * @param acceptSystemId the cluster to which the database was upgraded, or null
 * @param slotConfirmOnRequest whether the slot is confirmed only up to what was allowed
 */
public record ReplicationSettings(
    boolean slotFailover,
    Map<String, String> slotStreamParams,
    String publicationName,
    PublicationAutocreateMode publicationAutocreateMode,
    TablesWithoutIdentity tablesWithoutIdentity,
    boolean publishViaPartitionRoot,
    Duration statusUpdateInterval,
    Duration tableDiscoveryInterval,
    TableFailureMode tableFailureMode,
    long tableHoldMaxBytes,
    String laneAssignments,
    boolean lanePublications,
    StartPosition startPosition,
    String acceptSystemId,
    boolean slotConfirmOnRequest,
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
        values.chosen(ReplicationKeys.TABLES_WITHOUT_IDENTITY, ReplicationKeys.WITHOUT_IDENTITY),
        values.flag(ReplicationKeys.PUBLISH_VIA_PARTITION_ROOT),
        values.millis(ReplicationKeys.STATUS_UPDATE_INTERVAL),
        values.millis(ReplicationKeys.TABLE_DISCOVERY_INTERVAL),
        values.chosen(ReplicationKeys.TABLE_FAILURE_MODE, ReplicationKeys.FAILURE_MODES),
        values.amount(ReplicationKeys.TABLE_HOLD_MAX_BYTES),
        values.text(ReplicationKeys.LANE_ASSIGNMENTS),
        values.flag(ReplicationKeys.LANE_PUBLICATIONS),
        StartPosition.parse(values.text(ReplicationKeys.START_POSITION)),
        values.text(ReplicationKeys.ACCEPT_SYSTEM_ID),
        values.flag(ReplicationKeys.SLOT_CONFIRM_ON_REQUEST),
        values.flag(ReplicationKeys.SLOT_DROP_ON_RESET));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.snapshot.Snapshotter;
import io.waltap.connect.stream.Outbox;

/** What the classes of one lane share. */
record LaneParts(
    ConnectorConfig config,
    ConnectionFactory connections,
    Catalog catalog,
    TableSchemas schemas,
    RecordContext context,
    HeartbeatRecords heartbeats,
    Snapshotter snapshotter,
    Outbox outbox,
    ConnectorMetrics metrics) {

  /** A name for a slot that goes with its session, unlike that of any other. */
  String temporarySlot() {
    String suffix = "_tmp" + Long.toString(System.nanoTime() & 0xFFFFFFL, Character.MAX_RADIX);
    String base = config.slotName();
    int room = 63 - suffix.length();
    return (base.length() > room ? base.substring(0, room) : base) + suffix;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.TablePartition;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.Tables;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in partitions that come to a table that streams. Runs on the stream's thread. */
final class PartitionAdmission {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionAdmission.class);

  private final TaskConfig config;
  private final Outbox outbox;
  private final HeartbeatRecords heartbeats;
  private final RelationDecisions decisions;
  private final TableReadings readings;
  private final Tables tables;

  PartitionAdmission(
      TaskConfig config,
      Outbox outbox,
      HeartbeatRecords heartbeats,
      RelationDecisions decisions,
      TableReadings readings,
      Tables tables) {
    this.config = config;
    this.outbox = outbox;
    this.heartbeats = heartbeats;
    this.decisions = decisions;
    this.readings = readings;
    this.tables = tables;
  }

  /**
   * The lane starts with a table that is published as the root of its partitions.
   *
   * @param xid what its offset says of partitions that are delivered
   * @param whole whether all its rows are read
   */
  void startsWith(TableEntry entry, PublishedTable root, long xid, boolean whole) {
    if (whole) {
      readWhole(entry, root);
    } else {
      tables.partitionsXid(entry, readings.partitions().resume(root, xid));
    }
  }

  /** All rows of the table are read, or are in the stream. */
  void readWhole(TableEntry entry, PublishedTable table) {
    readings.partitions().readWhole(table);
    tables.partitionsXid(entry, table.partitions().seen());
  }

  /** Whether the configuration lets rows of this table be read. */
  boolean mayBeRead(PublishedTable table) {
    return config.connector().snapshot().mode() != SnapshotMode.NO_DATA
        && config.connector().snapshot().includes(table.id());
  }

  /**
   * Reads partitions that came with rows. While the table does not simply stream, that waits for a
   * later check.
   *
   * @return the offset to store: rows of the table are missing
   */
  Optional<CapturedRecord> compare(TableEntry entry, PublishedTable table, long seenAt) {
    if (table.partitions().seen() == 0 || !(entry.life() instanceof Streaming)) {
      return Optional.empty();
    }
    Set<Integer> before = readings.partitions().leavesOf(table.oid());
    List<TablePartition> came = readings.partitions().compare(table);
    tables.partitionsXid(entry, table.partitions().seen());
    if (!came.isEmpty() || !readings.partitions().leavesOf(table.oid()).containsAll(before)) {
      decisions.changed(table.oid(), seenAt);
    }
    if (came.isEmpty()) {
      return Optional.empty();
    }
    List<TableId> names = came.stream().map(TablePartition::id).toList();
    if (!mayBeRead(table)) {
      LOG.warn(
          "partitions {} came to table {} with rows, which are not read because of snapshot.mode or"
              + " snapshot.include.collection.list",
          names,
          table.id());
      return Optional.empty();
    }
    if (config.connector().snapshot().selectOverride(table.id()) == null) {
      readings.partitions().readOnly(table.oid(), came);
      LOG.info("partitions {} came to table {} with rows: reading them", names, table.id());
    } else {
      LOG.warn(
          "partitions {} came to table {} with rows: the table is read again by the statement that"
              + " snapshot.select.statement.overrides has for it",
          names,
          table.id());
    }
    if (entry.cursor().position() == null) {
      // the partitions' rows are all that is missing
      tables.delivered(entry, TablePosition.snapshot(true, outbox.delivered()));
    }
    New unread = new New(seenAt, true);
    CapturedRecord marker =
        heartbeats.table(table.id().text(), tables.store(entry, unread, outbox.delivered()));
    readings.whileStreaming(table);
    return Optional.of(marker);
  }
}

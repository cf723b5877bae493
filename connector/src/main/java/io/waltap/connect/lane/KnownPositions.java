/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.Tables;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of the lane's positions when it starts, and of which tables they speak. */
final class KnownPositions {
  private static final Logger LOG = LoggerFactory.getLogger(KnownPositions.class);

  private final TaskConfig config;
  private final OffsetStorageReader offsets;

  KnownPositions(TaskConfig config, OffsetStorageReader offsets) {
    this.config = config;
    this.offsets = offsets;
  }

  /**
   * The positions that Connect has stored. From the second start on, they include what this run of
   * the task has delivered. Tables that are not the ones that were delivered are still to be read.
   *
   * @param started the result of an earlier start in this run of the task, or null
   * @param systemId of the server now
   */
  StoredPositions read(
      Collection<PublishedTable> published, boolean firstLayout, Started started, String systemId) {
    Set<String> names = new HashSet<>();
    published.forEach(table -> names.add(table.id().text()));
    StoredPositions stored =
        StoredPositions.read(offsets, config.topicPrefix(), config.slot(), names, firstLayout);
    Map<String, TablePosition> merged = new HashMap<>(stored.tables());
    if (started != null) {
      merged.keySet().removeAll(SourcePartition.OTHERS); // this run knows better, after a gap too
      merged.putAll(started.tables().positions());
    }
    StoredPositions all = stored.with(merged);
    // pg_upgrade keeps the OIDs of tables, and gives new ones to the rows of publications
    boolean upgraded =
        systemId.equals(config.connector().replication().acceptSystemId())
            && stored.lane().map(lane -> !lane.systemId().equals(systemId)).orElse(false);
    ChangedTables changed =
        ChangedTables.of(all, table -> identity(stored, started, table), published, upgraded);
    boolean noData = config.connector().snapshot().mode() == SnapshotMode.NO_DATA;
    changed
        .reasons()
        .forEach(
            (table, reason) ->
                LOG.warn(
                    "table {} {}. {}",
                    table,
                    reason,
                    noData
                        ? "Its rows are not read, because of snapshot.mode=no_data. To have them"
                            + " read, set its offset to {\"snapshot\": \"started\"} and another mode"
                        : "Its rows are read again; rows that were deleted meanwhile get no"
                            + " delete"));
    return all.with(changed.positions());
  }

  /**
   * A table of which this start knows that its rows are missing: what this run has delivered of it
   * must not say otherwise.
   */
  static void agree(Tables tables, TableEntry entry, TablePosition known) {
    TablePosition delivered = entry.cursor().position();
    if (known != null
        && known.snapshotPending()
        && delivered != null
        && !delivered.snapshotPending()) {
      tables.delivered(entry, delivered.within(known.after()));
    }
  }

  private static TableIdentity identity(StoredPositions stored, Started started, TableId table) {
    TableEntry known = started == null ? null : started.tables().find(table);
    return known == null
        ? stored.identity(table.text())
        : new TableIdentity(known.oid(), known.membership().oids());
  }
}

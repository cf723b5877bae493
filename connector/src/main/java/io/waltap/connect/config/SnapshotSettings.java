/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import io.waltap.connect.pgoutput.TableId;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * Whether, when and how the tables' rows are read.
 *
 * @param incrementalChunkSize the most rows of an incremental snapshot's chunk
 * @param maxThreads connections that read at once
 * @param tables {@code snapshot.include.collection.list}; empty: all
 * @param selectOverrides statements that read a table in place of the usual one
 * @param delay before the snapshot
 * @param streamingDelay between snapshot and stream
 */
public record SnapshotSettings(
    SnapshotMode mode,
    SnapshotStrategy strategy,
    int incrementalChunkSize,
    int maxThreads,
    NamePatterns tables,
    SelectOverrides selectOverrides,
    Duration delay,
    Duration streamingDelay) {
  static SnapshotSettings of(Values values) {
    return new SnapshotSettings(
        values.chosen(SnapshotKeys.MODE, SnapshotKeys.MODES),
        values.chosen(SnapshotKeys.STRATEGY, SnapshotKeys.STRATEGIES),
        values.number(SnapshotKeys.CHUNK_SIZE),
        values.number(SnapshotKeys.MAX_THREADS),
        values.patterns(SnapshotKeys.INCLUDE_LIST, 2),
        SelectOverrides.of(values.properties(), values.databaseName()),
        values.millis(SnapshotKeys.SNAPSHOT_DELAY),
        values.millis(SnapshotKeys.STREAMING_DELAY));
  }

  /** Whether a captured table takes part in snapshots. */
  public boolean includes(TableId table) {
    return tables.isEmpty() || tables.matches(table.text());
  }

  /** The statement that reads a table, or null for the usual one. */
  public String selectOverride(TableId table) {
    return selectOverrides.find(table.schema(), table.name());
  }

  /** The statements that read some of these tables, by the property that has them. */
  public Map<String, String> selectStatements(Collection<TableId> captured) {
    return selectOverrides.byProperty(captured.stream().filter(this::includes).toList());
  }
}

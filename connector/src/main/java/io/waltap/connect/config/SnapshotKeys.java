/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Whether, when and how the tables' present rows are read. */
final class SnapshotKeys {

  static final String GROUP = "Snapshot";

  static final String MODE = "snapshot.mode";
  static final String MAX_THREADS = "snapshot.max.threads";
  static final String INCLUDE_LIST = "snapshot.include.collection.list";
  static final String SELECT_OVERRIDES = "snapshot.select.statement.overrides";
  static final String SNAPSHOT_DELAY = "snapshot.delay.ms";
  static final String STREAMING_DELAY = "streaming.delay.ms";
  static final String STRATEGY = "snapshot.strategy";
  static final String CHUNK_SIZE = "incremental.snapshot.chunk.size";

  static final EnumOption<SnapshotStrategy> STRATEGIES = EnumOption.of(SnapshotStrategy.class);

  static final EnumOption<SnapshotMode> MODES =
      EnumOption.of(
          SnapshotMode.class,
          Map.of("never", SnapshotMode.NO_DATA),
          Map.of(
              "custom",
              "a custom Snapshotter is code written for Debezium and cannot run here; use one of "
                  + "initial, initial_only, no_data, always, when_needed",
              "configuration_based",
              "snapshots by single switches are not supported; use initial (data, then stream),"
                  + " initial_only (data only), no_data (stream only), always or when_needed"));

  private SnapshotKeys() {}

  static void define(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, GROUP);
    group.choice(
        MODE,
        "initial",
        MODES,
        Importance.MEDIUM,
        "Snapshot mode",
        "When the rows that are already in the tables are read: initial (of each table that has no"
            + " stored position), initial_only (the same, and no streaming after it), no_data"
            + " (never; also written never), always (at each start), when_needed (as initial, and"
            + " also when the slot can no longer serve a stored position). In the other modes such"
            + " a gap fails the task.");
    group.count(
        MAX_THREADS,
        4,
        Range.atLeast(1),
        Importance.MEDIUM,
        "Snapshot connections",
        "How many connections read tables at the same time; all of them see the same state of the"
            + " database. Large tables are cut in pieces, so that one table can use several.");
    group.choice(
        STRATEGY,
        "consistent",
        STRATEGIES,
        Importance.MEDIUM,
        "Snapshot strategy",
        "How a table is read: consistent (as of one moment, by several connections in one"
            + " transaction), incremental (in chunks by primary key, each in a short read-only"
            + " transaction, while the stream goes on; resumed at the chunk after a stop). Tables"
            + " without a primary key, or with a select override, are always read as of one"
            + " moment.");
    group.count(
        CHUNK_SIZE,
        1_024,
        Range.atLeast(1),
        Importance.LOW,
        "Chunk size",
        "The most rows of an incremental snapshot's chunk. A chunk is held in memory, so it is made"
            + " smaller where rows are large.");
    group.patterns(
        INCLUDE_LIST,
        Importance.MEDIUM,
        "Snapshot tables",
        "The captured tables that take part in snapshots, matched against schema.table. Unset, all"
            + " of them. The others are streamed only.");
    group.text(
        SELECT_OVERRIDES,
        null,
        Validators.nonBlank(),
        Importance.MEDIUM,
        "Snapshot selects",
        "Tables, as schema.table separated by commas, that are read by a SELECT of your own. The"
            + " statement of each is the value of snapshot.select.statement.overrides.schema.table;"
            + " one that is missing fails the validation. The statement has to yield the table's"
            + " columns by name.");
    group.amount(
        SNAPSHOT_DELAY,
        0,
        Range.atLeast(0),
        Importance.LOW,
        "Snapshot delay",
        "Milliseconds to wait after the start before a snapshot begins.");
    group.amount(
        STREAMING_DELAY,
        0,
        Range.atLeast(0),
        Importance.LOW,
        "Streaming delay",
        "Milliseconds to wait after a snapshot before streaming begins. Longer than the interval of"
            + " the worker's offset flush, it keeps a failure shortly after from repeating the"
            + " snapshot.");
  }
}

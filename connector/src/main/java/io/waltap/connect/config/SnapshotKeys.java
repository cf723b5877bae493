/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The properties of snapshots: when and how the rows are read that tables already have. */
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
              "a custom Snapshotter is code for Debezium, which does not run here; use initial,"
                  + " initial_only, no_data, always or when_needed",
              "configuration_based",
              "switches for the parts of a snapshot do not exist here; use initial (rows, then"
                  + " stream), initial_only (rows only), no_data (stream only), always or"
                  + " when_needed"));

  private SnapshotKeys() {}

  static void define(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, GROUP);
    group.choice(
        MODE,
        "initial",
        MODES,
        Importance.MEDIUM,
        "Snapshot mode",
        "When the rows that are already in the tables are read. initial: of each table that has no"
            + " stored position, or whose snapshot was interrupted. initial_only: the same, without"
            + " streaming afterwards. no_data (or never): no rows are read. always: all tables, at"
            + " each start of the task. when_needed: as initial, and all tables if changes are"
            + " missing, for example because the slot is gone or invalidated. In modes initial and"
            + " no_data the task fails if changes are missing.");
    group.count(
        MAX_THREADS,
        4,
        Range.atLeast(1),
        Importance.MEDIUM,
        "Snapshot connections",
        "How many connections read tables at the same time. All of them see the same state of the"
            + " database. A large table is read in pieces, so that several connections can share"
            + " it. Incremental snapshots use one connection.");
    group.choice(
        STRATEGY,
        "consistent",
        STRATEGIES,
        Importance.MEDIUM,
        "Snapshot strategy",
        "How tables are read. consistent: as of one moment, by connections that share one snapshot."
            + " incremental: in chunks along the primary key, while the tables stream. Each chunk"
            + " is read in a short read-only transaction, and after a stop reading continues at the"
            + " next chunk. Some tables are always read as of one moment: those without a primary"
            + " key, those whose key is not captured completely, and those in"
            + " snapshot.select.statement.overrides. So are all tables with"
            + " snapshot.mode=initial_only, and all of a database with the encoding SQL_ASCII.");
    group.count(
        CHUNK_SIZE,
        1_024,
        Range.atLeast(1),
        Importance.LOW,
        "Chunk size",
        "The most rows in a chunk of an incremental snapshot. A chunk is held in memory; if rows"
            + " are large, chunks have fewer rows.");
    group.patterns(
        INCLUDE_LIST,
        Importance.MEDIUM,
        "Snapshot tables",
        "The captured tables whose existing rows are read, matched against schema.table. If it is"
            + " unset, these are all captured tables. Other tables are only streamed.");
    group.text(
        SELECT_OVERRIDES,
        null,
        Validators.nonBlank(),
        Importance.MEDIUM,
        "Snapshot selects",
        "Tables, as schema.table separated by commas, that a snapshot reads by a SELECT of your"
            + " own. Upper and lower case must be as in the database. The statement of a table is"
            + " the value of snapshot.select.statement.overrides.schema.table. If it is missing,"
            + " the validation reports an error. The statement must return the captured columns"
            + " under their names. It is run as a part of another query, in a read-only"
            + " transaction; the validation reports an error if that is not possible.");
    group.amount(
        SNAPSHOT_DELAY,
        0,
        Range.atLeast(0),
        Importance.LOW,
        "Snapshot delay",
        "Milliseconds that a task waits at its start, before it connects to the server. It waits"
            + " even if there are no rows to read.");
    group.amount(
        STREAMING_DELAY,
        0,
        Range.atLeast(0),
        Importance.LOW,
        "Streaming delay",
        "Milliseconds that a task waits at its start before it streams, after a snapshot if there"
            + " was one. If this is longer than the worker's offset.flush.interval.ms, the end of"
            + " the snapshot is stored before streaming begins. A failure soon afterwards then does"
            + " not repeat the snapshot.");
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.lake.LakeUpkeep;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The source's positions in the Iceberg catalog. They are saved only when everything before them is
 * in the tables, so a run that has lost its data directory can go on from them.
 *
 * <p>They are a property of a table in the namespace of the tables, for each slot one. No captured
 * table lands under its name: a name with two underscores gets a suffix.
 */
final class LakeState {
  /** The table. */
  static final String TABLE = "waltap__run__state";

  private static final String KEY = "waltap.positions.";

  /** One for all runs of a namespace: a run whose slot gets another name writes the same tables. */
  private static final String SEQUENCE_BASE = "waltap.sequence.base";

  private final LakeUpkeep lake;
  private final String namespace;
  private final String key;

  /**
   * @param namespace of the tables
   * @param topicPrefix of the source, and
   * @param slot its first slot: two runs may share a namespace
   */
  LakeState(LakeUpkeep lake, String namespace, String topicPrefix, String slot) {
    this.lake = lake;
    this.namespace = namespace;
    this.key = KEY + topicPrefix + "." + slot;
  }

  /** What was saved last; empty before the first time. */
  Optional<StoredPositions> read() {
    return lake.text(namespace, TABLE, key).map(StoredPositions::parse);
  }

  /** The largest offset of a control topic that is committed to the tables of this run. */
  long committedOffset(String controlTopic) {
    return lake.committedOffset(namespace, SinkConfig.MADE_BY_RUN, controlTopic);
  }

  /** The base of the last broker, or a later one; see {@link SequenceBase}. */
  OptionalLong sequenceBase() {
    return lake.text(namespace, TABLE, SEQUENCE_BASE).stream().mapToLong(Long::parseLong).max();
  }

  void saveSequenceBase(long base) {
    lake.saveText(namespace, TABLE, SEQUENCE_BASE, Long.toString(base));
  }

  /** The table's full name. */
  String table() {
    return namespace + "." + TABLE;
  }

  /** When this returns, the catalog has the positions. */
  void save(StoredPositions positions) {
    lake.saveText(namespace, TABLE, key, positions.text());
  }
}

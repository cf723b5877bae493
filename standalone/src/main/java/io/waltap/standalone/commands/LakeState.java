/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.lake.LakeUpkeep;
import io.waltap.standalone.lake.MirrorTable;
import io.waltap.standalone.landing.MirrorProperties;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The source's positions in the Iceberg catalog. They are saved only when everything before them is
 * in the tables, so a run that has lost its data directory can go on from them.
 *
 * <p>They are a property of a table in the namespace of the tables, for each slot one. No captured
 * table lands under its name: a name with two underscores gets a suffix. The table stays where it
 * was made when {@code LANDING} changes.
 */
final class LakeState {
  /** The table. */
  static final String TABLE = "waltap__run__state";

  private static final String KEY = "waltap.positions.";

  /** One for all runs of a namespace: a run whose slot gets another name writes the same tables. */
  private static final String SEQUENCE_BASE = "waltap.sequence.base";

  private final LakeUpkeep lake;
  private final RunConfig config;
  private final String key;

  /** Where the table is. */
  private String home;

  LakeState(LakeUpkeep lake, RunConfig config) {
    this.lake = lake;
    this.config = config;
    this.home = config.namespace();
    // two runs may share a namespace
    this.key = KEY + config.source().get("topic.prefix") + "." + config.source().get("slot.name");
  }

  /** What was saved last; empty before the first time. */
  Optional<StoredPositions> read() {
    for (String namespace : config.allNamespaces()) {
      Optional<String> text = lake.text(namespace, TABLE, key);
      if (text.isPresent()) {
        home = namespace;
        return text.map(StoredPositions::parse);
      }
    }
    return Optional.empty();
  }

  /** The largest offset of a control topic that is committed to the tables of this run. */
  long committedOffset(String controlTopic) {
    return lake.committedOffset(config.logNamespace(), SinkConfig.MADE_BY_RUN, controlTopic);
  }

  /** The mirror tables of this run, by their topics. */
  Map<String, MirrorTable> mirrors() {
    return lake.mirrors(config.namespace(), config.mirror());
  }

  /**
   * The offsets that the mirror tables say come next, by topic. A table whose rows do not change
   * stays at its offset, while markers come in its topic. At the next start no record behind that
   * offset may be missing.
   */
  Map<String, Long> nextOfMirrors() {
    Map<String, Long> next = new HashMap<>();
    if (config.landing().mirror()) {
      mirrors().forEach((topic, mirror) -> next.put(topic, mirror.next()));
    }
    return next;
  }

  /**
   * Makes sure that the change log is not appended to tables that are mirrors, as after a change of
   * {@code LANDING}.
   */
  void requireLogApart() throws IOException {
    List<String> mirrors =
        config.landing().changeLog()
            ? lake.tablesWith(config.logNamespace(), MirrorProperties.STATE)
            : List.of();
    if (!mirrors.isEmpty()) {
      throw new IOException(
          "the namespace "
              + config.logNamespace()
              + " of the change log has mirror tables: "
              + Names.some(mirrors)
              + ". The change log would be appended to them. Set "
              + LakeVariables.CHANGELOG_NAMESPACE
              + " to another namespace, or drop these tables. Nothing was changed");
    }
  }

  /** The base of the last broker, or a later one; see {@link SequenceBase}. */
  OptionalLong sequenceBase() {
    return config.allNamespaces().stream()
        .flatMap(namespace -> lake.text(namespace, TABLE, SEQUENCE_BASE).stream())
        .mapToLong(Long::parseLong)
        .max();
  }

  void saveSequenceBase(long base) {
    lake.saveText(home, TABLE, SEQUENCE_BASE, Long.toString(base));
  }

  /** The table's full name. */
  String table() {
    return home + "." + TABLE;
  }

  /** When this returns, the catalog has the positions. */
  void save(StoredPositions positions) {
    StoredPositions saved = config.landing().mirror() ? positions.asMirrored() : positions;
    lake.saveText(home, TABLE, key, saved.text());
  }
}

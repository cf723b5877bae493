/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.InheritingTables.InheritingTable;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of tables that inherit from a captured table and are not published, once for each: a SELECT
 * from the captured table shows their rows, and the stream does not have them. Used by the thread
 * of the checks.
 */
final class InheritanceWarning {
  private static final Logger LOG = LoggerFactory.getLogger(InheritanceWarning.class);

  /** So many names are in one message: a hypertable can have thousands of chunks. */
  private static final int MOST_NAMES = 20;

  private final TaskConfig config;

  /** OIDs of the tables of which it has warned. */
  private final Set<Integer> warned = new HashSet<>();

  InheritanceWarning(TaskConfig config) {
    this.config = config;
  }

  /**
   * @param published all tables of the publication
   */
  void check(List<PublishedTable> published, Catalog catalog) {
    if (published.stream().noneMatch(table -> config.captures(table.id()))) {
      return;
    }
    missing(published, catalog.inheritingTables()).forEach(this::warn);
  }

  private void warn(TableId parent, List<InheritingTable> children) {
    children.forEach(child -> warned.add(child.oid()));
    List<TableId> names = children.stream().limit(MOST_NAMES).map(InheritingTable::id).toList();
    LOG.warn(
        "{} tables inherit from {} and are not in publication \"{}\", so that neither their rows"
            + " nor their changes are delivered, though a SELECT from {} shows them. {}ALTER"
            + " PUBLICATION {} ADD TABLE {}; and include them in table.include.list",
        children.size(),
        parent,
        config.publication(),
        parent,
        children.size() > MOST_NAMES ? "The first of them: " : "",
        Identifiers.quote(config.publication()),
        names.stream().map(Identifiers::qualified).collect(Collectors.joining(", ")));
  }

  /**
   * The tables of which nobody was warned yet, by the captured table from which they inherit.
   *
   * @param inheriting all tables that inherit
   */
  Map<TableId, List<InheritingTable>> missing(
      List<PublishedTable> published, Collection<InheritingTable> inheriting) {
    Set<Integer> all = new HashSet<>();
    Map<Integer, TableId> captured = new HashMap<>();
    for (PublishedTable table : published) {
      all.add(table.oid());
      if (config.captures(table.id())) {
        captured.put(table.oid(), table.id());
      }
    }
    return inheriting.stream()
        .filter(child -> captured.containsKey(child.parent()))
        .filter(child -> !all.contains(child.oid()) && !warned.contains(child.oid()))
        .collect(
            Collectors.groupingBy(
                child -> captured.get(child.parent()), TreeMap::new, Collectors.toList()));
  }
}

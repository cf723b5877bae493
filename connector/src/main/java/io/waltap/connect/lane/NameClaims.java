/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.schema.TopicCollisions.Collision;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.Tables;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which table of the lane has the topic and the stored position of its name, and which tables wait
 * because another one has. Owned by the stream's thread.
 */
final class NameClaims {
  private final TakenNames names;
  private final Tables tables;
  private final Set<TableEntry> without = new HashSet<>();

  NameClaims(TakenNames names, Tables tables) {
    this.names = names;
    this.tables = tables;
  }

  /** Whether the table waits because its name is taken. */
  boolean isWithout(TableEntry entry) {
    return without.contains(entry);
  }

  /** The table's name is taken. */
  void giveUp(TableEntry entry) {
    without.add(entry);
  }

  /** The table has its name, or is gone. */
  void settle(TableEntry entry) {
    without.remove(entry);
  }

  void clear() {
    without.clear();
  }

  /** The table that has the name of a newcomer, or null. */
  Collision taken(PublishedTable newcomer, CapturedTables found) {
    return names.of(begun(), found.others(), Set.of(newcomer.id())).get(newcomer.id());
  }

  /** The tables that are new, or wait for their names, and whose names are taken. */
  Map<TableId, Collision> taken(CapturedTables found, Predicate<PublishedTable> isNew) {
    Set<TableId> newcomers = new HashSet<>();
    for (PublishedTable table : found.tables().values()) {
      if (isNew.test(table) || isWithout(tables.find(table.oid()))) {
        newcomers.add(table.id());
      }
    }
    return newcomers.isEmpty() ? Map.of() : names.of(begun(), found.others(), newcomers);
  }

  /** The tables of the lane that have their names. */
  private List<TableId> begun() {
    return tables.in(life -> !(life instanceof Gone)).stream()
        .filter(entry -> !isWithout(entry))
        .map(TableEntry::id)
        .toList();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.table.Membership;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Finds tables whose stored position says too much: another table has the name now, or the table
 * was not in the publication for a while, so that no stream has the changes in between. Pure.
 */
final class ChangedTables {
  private final Map<TableId, String> reasons = new TreeMap<>();
  private final Map<String, TablePosition> positions;

  private ChangedTables(Map<String, TablePosition> positions) {
    this.positions = positions;
  }

  /**
   * @param known whose position is stored; not known: the table is believed to be the same
   * @param upgraded whether memberships mean nothing, because the server was upgraded since
   */
  static ChangedTables of(
      StoredPositions stored,
      Function<TableId, TableIdentity> known,
      Collection<PublishedTable> published,
      boolean upgraded) {
    ChangedTables changed = new ChangedTables(new HashMap<>(stored.tables()));
    for (PublishedTable table : published) {
      String name = table.id().text();
      TableIdentity before = known.apply(table.id());
      TablePosition position = stored.tables().get(name);
      if (position == null || !before.isKnown()) {
        continue;
      }
      if (before.oid() != table.oid() && isPublished(published, name, before.oid())) {
        continue; // two published tables have this name without quotes: it is the other's position
      }
      String reason = reason(before, table, upgraded);
      if (reason != null) {
        changed.reasons.put(table.id(), reason);
        // the place stays: changes up to there are delivered, and come before the rows
        changed.positions.put(name, position.within(null));
      }
    }
    return changed;
  }

  private static boolean isPublished(Collection<PublishedTable> published, String name, int oid) {
    return published.stream()
        .anyMatch(table -> table.oid() == oid && table.id().text().equals(name));
  }

  private static String reason(TableIdentity before, PublishedTable now, boolean upgraded) {
    if (before.oid() != now.oid()) {
      return "is another table than before (OID "
          + Integer.toUnsignedString(now.oid())
          + " instead of "
          + Integer.toUnsignedString(before.oid())
          + "), and rows of the former table stay where they were delivered";
    }
    if (!upgraded && !new Membership(now.members()).continues(new Membership(before.members()))) {
      return "left the publication and has returned, and no stream has the changes in between";
    }
    return null;
  }

  /** Why each of them is to be read again. */
  Map<TableId, String> reasons() {
    return reasons;
  }

  /** The positions of all tables: these tables are still to be read. */
  Map<String, TablePosition> positions() {
    return positions;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import io.waltap.connect.database.PublicationPlan;
import io.waltap.connect.database.PublicationState;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import io.waltap.connect.pgoutput.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables that a preflight checks.
 *
 * @param ids the names of the tables
 * @param columns the columns that the server sends, by table OID; without tables that are not
 *     published yet
 * @param oldRows updates or deletes are published, so the replica identity matters
 * @param columnLists tables of the publication can have column lists (PostgreSQL 15 and later)
 */
record CapturedTables(
    Set<Integer> oids,
    Set<TableId> ids,
    Map<Integer, List<String>> columns,
    boolean oldRows,
    boolean columnLists) {

  /** The publication does not exist yet, and will publish everything. */
  static CapturedTables planned(PublicationPlan plan) {
    Set<Integer> oids = new LinkedHashSet<>();
    Set<TableId> ids = new LinkedHashSet<>();
    plan.tables()
        .forEach(
            table -> {
              oids.add(table.oid());
              ids.add(table.id());
            });
    return new CapturedTables(oids, ids, Map.of(), true, false);
  }

  /** The publication exists, and its tables will be changed. */
  static CapturedTables planned(
      PublicationState publication, PublicationPlan plan, List<PublishedTable> captured) {
    CapturedTables published = published(publication, captured);
    Set<Integer> oids = new LinkedHashSet<>(published.oids);
    Set<TableId> ids = new LinkedHashSet<>(published.ids);
    plan.tables()
        .forEach(
            table -> {
              oids.add(table.oid());
              ids.add(table.id());
            });
    Map<Integer, List<String>> columns =
        // the option that is added changes which columns are sent
        plan.storedColumns() && !publication.storedColumns() ? Map.of() : published.columns;
    return new CapturedTables(oids, ids, columns, published.oldRows, published.columnLists);
  }

  /** The publication exists and stays as it is. */
  static CapturedTables published(PublicationState publication, List<PublishedTable> captured) {
    Map<Integer, List<String>> columns = new LinkedHashMap<>();
    Set<TableId> ids = new LinkedHashSet<>();
    for (PublishedTable table : captured) {
      ids.add(table.id());
      List<String> names = new ArrayList<>();
      for (RelationColumn column : table.relation().columns()) {
        names.add(column.name());
      }
      columns.put(table.oid(), names);
    }
    return new CapturedTables(
        columns.keySet(),
        ids,
        columns,
        publication.update() || publication.delete(),
        !publication.allTables());
  }

  /** Whether the server would send this column. */
  boolean sends(int oid, String column) {
    return !columns.containsKey(oid) || columns.get(oid).contains(column);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.Identifiers;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.UnsendableColumns;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Relation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of published columns that the server cannot send in binary form. At the first change of
 * such a table the stream would end for all tables, and no stream of the slot would pass it. Asks
 * for tables that are new or were altered since the last check. Used by the thread of the checks.
 */
final class UnsendableWarning {
  private static final Logger LOG = LoggerFactory.getLogger(UnsendableWarning.class);

  private final TaskConfig config;

  /** The tables that were checked, as they were described then. */
  private final Map<Integer, Relation> checked = new HashMap<>();

  UnsendableWarning(TaskConfig config) {
    this.config = config;
  }

  /**
   * @param published all tables of the publication: the server sends those that no lane captures,
   *     too
   */
  void check(List<PublishedTable> published, Connection session) throws SQLException {
    Map<Integer, PublishedTable> unknown = unknown(published);
    if (unknown.isEmpty()) {
      return;
    }
    Map<Integer, List<String>> columns = new LinkedHashMap<>();
    for (UnsendableColumns.Found found : UnsendableColumns.of(session, unknown.keySet())) {
      PublishedTable table = unknown.get(found.oid());
      boolean sent =
          table.relation().columns().stream()
              .anyMatch(column -> column.name().equals(found.column()));
      if (sent) {
        columns.computeIfAbsent(found.oid(), oid -> new ArrayList<>()).add(found.described());
      }
    }
    columns.forEach((oid, names) -> LOG.error("{}", text(unknown.get(oid), names)));
    unknown.values().forEach(table -> checked.put(table.oid(), table.relation()));
  }

  /** The tables of this lane that are not checked as they are now. */
  private Map<Integer, PublishedTable> unknown(List<PublishedTable> published) {
    Map<Integer, PublishedTable> unknown = new LinkedHashMap<>();
    for (PublishedTable table : published) {
      if (config.warnsOf(table.id()) && !table.relation().equals(checked.get(table.oid()))) {
        unknown.put(table.oid(), table);
      }
    }
    return unknown;
  }

  private String text(PublishedTable table, List<String> columns) {
    String publication = Identifiers.quote(config.publication());
    return "table "
        + table.id()
        + " has columns with a type that the server cannot send in binary form: "
        + String.join(", ", columns)
        + ". The stream of all tables ends at the first change of this table, and only a new slot"
        + " passes that. Before a row is written, leave the columns out by a column list of the"
        + " publication (PostgreSQL 15 and later), or take the table out: ALTER PUBLICATION "
        + publication
        + " DROP TABLE "
        + Identifiers.qualified(table.id())
        + ";";
  }
}

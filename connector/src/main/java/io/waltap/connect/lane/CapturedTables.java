/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.TableId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a check found.
 *
 * @param tables the tables that the lane captures
 * @param others the tables that other lanes of the connector capture
 * @param seenAt the WAL position after the check: what made the tables so is in the WAL before it
 */
record CapturedTables(Map<TableId, PublishedTable> tables, Set<TableId> others, long seenAt) {

  /**
   * @param published all tables of the publication
   */
  static CapturedTables of(List<PublishedTable> published, TaskConfig config, long seenAt) {
    return new CapturedTables(
        Catalog.captured(published, config::captures),
        published.stream()
            .map(PublishedTable::id)
            .filter(table -> config.connector().filters().includes(table))
            .filter(table -> !config.captures(table))
            .collect(Collectors.toUnmodifiableSet()),
        seenAt);
  }
}

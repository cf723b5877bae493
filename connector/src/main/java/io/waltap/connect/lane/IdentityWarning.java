/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.TablesWithoutIdentity;
import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.PublicationState;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Relation.RelationColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of published tables without a replica identity, once for each table: the application cannot
 * update or delete their rows. Used by the thread of the checks.
 */
final class IdentityWarning {
  private static final Logger LOG = LoggerFactory.getLogger(IdentityWarning.class);

  private final TaskConfig config;

  /** OIDs of the tables of which it has warned. */
  private final Set<Integer> warned = new HashSet<>();

  IdentityWarning(TaskConfig config) {
    this.config = config;
  }

  /**
   * @param published all tables of the publication. A table that no lane captures is published all
   *     the same; the first lane warns of it
   */
  void check(List<PublishedTable> published, Catalog catalog) {
    if (config.connector().replication().tablesWithoutIdentity() == TablesWithoutIdentity.PUBLISH) {
      return;
    }
    List<PublishedTable> found =
        published.stream()
            .filter(table -> lacksIdentity(table) && config.warnsOf(table.id()))
            .filter(table -> !warned.contains(table.oid()))
            .toList();
    if (found.isEmpty()) {
      return;
    }
    boolean oldRows =
        catalog
            .findPublication(config.publication())
            .map(IdentityWarning::publishesOldRows)
            .orElse(false);
    for (PublishedTable table : found) {
      warned.add(table.oid());
      if (oldRows) {
        LOG.warn(
            "table {} is in publication \"{}\" and has no replica identity: PostgreSQL refuses the"
                + " application's UPDATE and DELETE on it. Give it a primary key or REPLICA"
                + " IDENTITY FULL, or take it out of the publication",
            table.id(),
            config.publication());
      }
    }
  }

  /** A partitioned table has no rows of its own, so the identities of its partitions count. */
  static boolean lacksIdentity(PublishedTable table) {
    return !table.partitioned()
        && table.relation().columns().stream().noneMatch(RelationColumn::key);
  }

  private static boolean publishesOldRows(PublicationState publication) {
    return publication.update() || publication.delete();
  }
}

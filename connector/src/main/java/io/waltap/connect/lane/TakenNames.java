/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.schema.TopicCollisions;
import io.waltap.connect.schema.TopicCollisions.Collision;
import io.waltap.connect.schema.TopicNaming;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds tables of the lane that cannot be delivered, because another table of the connector has
 * their topic, or the name of their stored position. A table that is delivered already keeps its
 * names; among tables of equal rank the order is that of the names. Used by the lane's thread.
 */
final class TakenNames {
  private static final Logger LOG = LoggerFactory.getLogger(TakenNames.class);

  private final TopicCollisions collisions;

  /** Whether transformations may give two tables with one topic different topics. */
  private final boolean topicsMayChange;

  private final Set<TableId> warned = new HashSet<>();

  TakenNames(ConnectorConfig config) {
    this.collisions = new TopicCollisions(TopicNaming.of(config.topics()));
    this.topicsMayChange = config.hasTransformations();
  }

  /**
   * The tables that a start must set aside. Tables of which something is delivered come first.
   *
   * @param stored the lane's positions, by the tables' names, which may be those of two tables
   */
  Map<TableId, Collision> atStart(CapturedTables captured, StoredPositions stored) {
    List<TableId> begun = new ArrayList<>();
    List<TableId> fresh = new ArrayList<>();
    captured
        .tables()
        .forEach(
            (id, table) -> {
              TableIdentity identity = stored.identity(id.text());
              boolean itsOwn = !identity.isKnown() || identity.oid() == table.oid();
              (stored.tables().containsKey(id.text()) && itsOwn ? begun : fresh).add(id);
            });
    return of(begun, captured.others(), fresh);
  }

  /**
   * Those of the lane's tables whose names are taken.
   *
   * @param begun tables of the lane that have their names already
   * @param others tables of other lanes
   * @param newcomers tables of the lane that are to be taken in
   */
  Map<TableId, Collision> of(
      Collection<TableId> begun, Collection<TableId> others, Collection<TableId> newcomers) {
    Set<TableId> first = new TreeSet<>(begun);
    newcomers.forEach(first::remove); // another table may have had the newcomer's own name
    List<TableId> inOrder = new ArrayList<>(first);
    inOrder.addAll(new TreeSet<>(others));
    inOrder.addAll(new TreeSet<>(newcomers));
    Map<TableId, Collision> taken = new HashMap<>();
    for (Collision collision : collisions.inOrder(inOrder)) {
      TableId table = collision.table();
      if (others.contains(table)) {
        continue; // its own lane decides about it
      }
      if (collision.sharesPosition() || !topicsMayChange) {
        taken.put(table, collision);
      } else if (warned.add(table)) {
        LOG.warn(
            "{} If the transformations rename one of the topics, all is well", collision.message());
      }
    }
    return taken;
  }
}

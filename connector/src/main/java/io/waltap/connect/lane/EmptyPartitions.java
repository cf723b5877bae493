/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.Sql;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.database.TablePartition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which attached partitions are empty, so that they need not be read. Tools that make
 * partitions ahead of time attach empty tables. A partition that is empty after it was attached
 * came with no rows: those that are inserted later are in the stream. Used by the thread of the
 * checks.
 */
final class EmptyPartitions {
  // the size waits for whoever has the partition locked
  private static final String LOCK_TIMEOUT = "SET lock_timeout = '1s'";

  private static final String SIZES =
      """
      SELECT p.oid::pg_catalog.int8 AS oid, pg_catalog.pg_relation_size(p.oid) AS bytes
        FROM pg_catalog.unnest(CAST(? AS oid[])) AS p(oid)
      """;

  /** What was found of attached partitions, by OID. */
  private final Map<Integer, Known> known = new HashMap<>();

  /**
   * @param attached the transaction that attached the partition
   */
  private record Known(long attached, boolean empty) {
    boolean isOf(TablePartition leaf) {
      return attached == leaf.attached();
    }
  }

  /**
   * The same tables; partitions that came without rows are as if they had been created as
   * partitions.
   */
  List<PublishedTable> leaveOut(List<PublishedTable> tables, Connection session)
      throws SQLException {
    Map<Integer, TablePartition> attached = new HashMap<>();
    for (PublishedTable table : tables) {
      for (TablePartition leaf : table.partitions().leaves()) {
        if (leaf.attached() != 0 && !leaf.foreign()) {
          attached.put(leaf.oid(), leaf);
        }
      }
    }
    known.keySet().retainAll(attached.keySet());
    if (attached.isEmpty()) {
      return tables;
    }
    ask(attached, session);
    return tables.stream()
        .map(table -> table.with(table.partitions().withoutRowsOf(this::isEmpty)))
        .toList();
  }

  private boolean isEmpty(TablePartition leaf) {
    Known found = known.get(leaf.oid());
    return found != null && found.isOf(leaf) && found.empty();
  }

  private void ask(Map<Integer, TablePartition> attached, Connection session) throws SQLException {
    Set<Integer> unknown = new HashSet<>();
    for (TablePartition leaf : attached.values()) {
      Known found = known.get(leaf.oid());
      if (found == null || !found.isOf(leaf)) {
        unknown.add(leaf.oid());
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    try (Statement statement = session.createStatement()) {
      statement.execute(LOCK_TIMEOUT);
      List<Known> unused =
          Sql.list(session, SIZES, row -> remember(row, attached), Sql.oids(session, unknown));
    } catch (SQLException e) {
      // a partition of which nothing is known is read
      if (!SqlStates.LOCK_NOT_AVAILABLE.equals(SqlStates.state(e))) {
        throw e;
      }
    }
  }

  private Known remember(ResultSet row, Map<Integer, TablePartition> attached) throws SQLException {
    int oid = Sql.oid(row, "oid");
    // no size: it is gone
    Known found = new Known(attached.get(oid).attached(), row.getLong("bytes") == 0);
    known.put(oid, found);
    return found;
  }
}

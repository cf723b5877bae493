/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.DebeziumOffset;
import io.waltap.connect.position.TableIdentity;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores positions of tables by heartbeat records, without a record of the tables. */
final class PositionMarkers {
  private static final Logger LOG = LoggerFactory.getLogger(PositionMarkers.class);

  private final Outbox outbox;
  private final HeartbeatRecords heartbeats;

  PositionMarkers(Outbox outbox, HeartbeatRecords heartbeats) {
    this.outbox = outbox;
    this.heartbeats = heartbeats;
  }

  /** One position for all of these tables. */
  void store(Tables tables, Collection<String> names, TablePosition position)
      throws SQLException, InterruptedException {
    Map<String, TablePosition> positions = new HashMap<>();
    names.forEach(name -> positions.put(name, position));
    store(tables, positions);
  }

  /**
   * Tables whose rows are still to be read, as their states say.
   *
   * @param lsn the place of the stream
   */
  void storeUnread(Tables tables, Collection<TableEntry> unread, long lsn)
      throws SQLException, InterruptedException {
    Batch markers = new Batch();
    for (TableEntry entry : unread) {
      String table = entry.id().text();
      markers.add(heartbeats.table(table, tables.store(entry, entry.life(), lsn)));
    }
    hand(markers);
  }

  /**
   * Nothing of these tables counts as delivered any more.
   *
   * @param names of the tables in the offsets
   * @param unread tables that are stored as unread instead
   */
  void forget(Tables tables, Set<String> names, Collection<TableEntry> unread)
      throws SQLException, InterruptedException {
    Set<String> forgotten = new HashSet<>(names);
    unread.forEach(entry -> forgotten.remove(entry.id().text()));
    TablePosition nothing = TablePosition.snapshot(true, Lsn.NONE);
    for (TableEntry entry : tables.all()) {
      if (forgotten.contains(entry.id().text())) {
        tables.delivered(entry, nothing);
      }
    }
    store(tables, forgotten, nothing);
  }

  /**
   * @param tables which say whose positions these are
   * @param positions by the table's name in the offsets
   */
  void store(Tables tables, Map<String, TablePosition> positions)
      throws SQLException, InterruptedException {
    Map<String, TableIdentity> identities = new HashMap<>();
    for (TableEntry entry : tables.all()) {
      identities.put(entry.id().text(), entry.cursor().identity());
    }
    Batch markers = new Batch();
    new TreeMap<>(positions)
        .forEach(
            (table, position) ->
                markers.add(
                    heartbeats.table(
                        table,
                        position.toMap(identities.getOrDefault(table, TableIdentity.UNKNOWN)))));
    hand(markers);
  }

  /**
   * Continues where Debezium stopped. Stores that position for each table, so that the next start
   * does not need Debezium's offset.
   */
  void takeOver(Tables tables, DebeziumOffset debezium, Set<String> inherited)
      throws SQLException, InterruptedException {
    LOG.info(
        "continuing from Debezium's offset: {} tables; everything before {} is delivered",
        inherited.size(),
        Lsn.format(debezium.committedLsn()));
    store(tables, inherited, debezium.tablePosition());
  }

  /** Earlier changes count as delivered. */
  void startAt(Tables tables, long lsn) throws SQLException, InterruptedException {
    LOG.info(
        "starting at {}: transactions that committed before it are not delivered", Lsn.format(lsn));
    TablePosition position = TablePosition.snapshot(true, lsn);
    store(tables, tables.startAt(position), position);
  }

  private void hand(Batch markers) throws SQLException, InterruptedException {
    if (!markers.isEmpty()) {
      outbox.handRows(markers);
    }
  }
}

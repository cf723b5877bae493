/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Waiting;
import io.waltap.connect.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets go of tables that have left the publication. Runs on the stream's thread. */
final class TableDeparture {
  private static final Logger LOG = LoggerFactory.getLogger(TableDeparture.class);

  private final Outbox outbox;
  private final HeartbeatRecords heartbeats;
  private final TableReadings readings;
  private final NameClaims claims;
  private final boolean allTables;
  private final Tables tables;

  /** Entries that another entry has replaced: the same relation under another name. */
  private final List<TableEntry> renamed = new ArrayList<>();

  /**
   * @param allTables whether the publication is FOR ALL TABLES
   */
  TableDeparture(
      Outbox outbox,
      HeartbeatRecords heartbeats,
      TableReadings readings,
      NameClaims claims,
      boolean allTables,
      Tables tables) {
    this.outbox = outbox;
    this.heartbeats = heartbeats;
    this.readings = readings;
    this.claims = claims;
    this.allTables = allTables;
    this.tables = tables;
  }

  /** Another entry takes the place of this one, since the table has another name now. */
  void renamed(TableEntry entry) {
    renamed.add(entry);
  }

  /** Whether a check that found these tables lacks one of the lane's. */
  boolean isDue(Map<TableId, PublishedTable> published) {
    return !renamed.isEmpty()
        || !tables.in(life -> !(life instanceof Gone)).stream()
            .allMatch(entry -> isPublished(published, entry));
  }

  private static boolean isPublished(Map<TableId, PublishedTable> published, TableEntry entry) {
    PublishedTable table = published.get(entry.id());
    return table != null && table.oid() == entry.oid();
  }

  /**
   * Lets go of the tables that are not published.
   *
   * @return the offsets to store: if they return, they are read again
   */
  List<CapturedRecord> letGo(Map<TableId, PublishedTable> published) {
    List<CapturedRecord> markers = new ArrayList<>();
    List<TableEntry> gone = new ArrayList<>(renamed);
    renamed.clear();
    gone.addAll(
        tables.in(life -> !(life instanceof Gone) && !TableCatchUp.isReading(life)).stream()
            .filter(entry -> !isPublished(published, entry))
            .toList());
    for (TableEntry entry : gone) {
      boolean unread = entry.life() instanceof New || claims.isWithout(entry);
      boolean namesake = tables.find(entry.id()) != entry;
      leave(entry);
      // nothing is stored for a table that was never delivered; and if another table has the name
      // now, the stored offset is that table's
      if (!allTables && !unread && !namesake) {
        LOG.warn(
            "table {} has left the publication: its changes are no longer captured; if it returns,"
                + " it is read again",
            entry.id());
        markers.add(
            heartbeats.table(
                entry.id().text(), tables.store(entry, entry.life(), outbox.delivered())));
      }
    }
    return markers;
  }

  /** The table is not in the publication any more, or has another name; null: there is none. */
  void leave(TableEntry entry) {
    if (entry != null && !(entry.life() instanceof Gone) && !TableCatchUp.isReading(entry.life())) {
      if (tables.find(entry.oid()) == entry) {
        // otherwise the OID's table has another name now, under which it is to be read
        readings.remove(entry.oid());
        readings.partitions().remove(entry.oid());
      }
      readings.removeChunks(entry);
      claims.settle(entry);
      // a table that waits lacks changes, and later ones without them would be wrong
      boolean captured = !(entry.life() instanceof Waiting) || entry.captured();
      tables.become(entry, new Gone(outbox.delivered(), !allTables || !captured, captured));
      readings.release(entry);
    }
  }
}

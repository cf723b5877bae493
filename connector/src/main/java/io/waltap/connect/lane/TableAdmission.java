/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordSink;
import io.waltap.connect.stream.SideWork;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.TableLife.Gone;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tables into the lane, and lets them go. Decides what to do with a table that a check or the
 * stream has found. Has its rows read while the other tables stream, and lets it join them. Runs on
 * the stream's thread.
 */
final class TableAdmission implements Admission, Tables.Newcomers, SideWork {
  private static final Logger LOG = LoggerFactory.getLogger(TableAdmission.class);

  private final TaskConfig config;
  private final Supplier<Map<TableId, PublishedTable>> captured;
  private final boolean allTables;
  private final Outbox outbox;
  private final HeartbeatRecords heartbeats;
  private final LanePublicationChoice publication;
  private final PublicationCheck check;
  private final TableReadings readings;
  private final Function<TableId, TablePosition> stored;

  /** Entries that another entry has replaced: the same relation under another name. */
  private final List<TableEntry> renamed = new ArrayList<>();

  /** Relations that the stream has described under a name that is not captured, by OID. */
  private final Set<Integer> describedElsewhere = new HashSet<>();

  /**
   * Offsets to store at the next boundary, for tables whose name another table had before. They say
   * that the rows of the new table are not read yet.
   */
  private Batch markers = new Batch();

  private Tables tables;
  private Runnable completeSchemas;

  /**
   * @param captured asks which tables of the connector's publication the lane captures
   * @param allTables whether that publication is FOR ALL TABLES
   * @param stored the stored position of a table that the lane did not start with, null if there is
   *     none
   */
  TableAdmission(
      TaskConfig config,
      Supplier<Map<TableId, PublishedTable>> captured,
      boolean allTables,
      Outbox outbox,
      HeartbeatRecords heartbeats,
      LanePublicationChoice publication,
      PublicationCheck check,
      TableReadings readings,
      Function<TableId, TablePosition> stored) {
    this.config = config;
    this.captured = captured;
    this.allTables = allTables;
    this.outbox = outbox;
    this.heartbeats = heartbeats;
    this.publication = publication;
    this.check = check;
    this.readings = readings;
    this.stored = stored;
  }

  /**
   * Sets the tables to which it adds.
   *
   * @param schemas asks again, at each check, for what was not known of locked tables
   */
  void serve(Tables lane, Runnable schemas) {
    tables = lane;
    completeSchemas = schemas;
    readings.serve(lane);
  }

  @Override
  public void streaming() {
    check.start();
  }

  @Override
  public boolean readsInChunks(PublishedTable table) {
    return readings.suitsChunks(table);
  }

  @Override
  public void readInChunks(TableEntry entry, PublishedTable table) {
    readings.inChunks(entry, table);
  }

  @Override
  public void readWhileStreaming(PublishedTable table) {
    readings.whileStreaming(table);
  }

  @Override
  public void rowsFailed(PublishedTable table, Exception cause, boolean streams) {
    readings.rowsFailed(table, cause, streams);
  }

  @Override
  public void giveUpReading() throws InterruptedException {
    readings.giveUp();
  }

  // What the stream finds

  @Override
  public TableEntry admit(Tables lane, Relation relation) {
    if (!config.captures(relation.id())) {
      describedElsewhere.add(relation.oid());
      return null;
    }
    PublishedTable found = captured.get().get(relation.id());
    if (found != null && found.oid() == relation.oid()) {
      return take(found, outbox.delivered());
    }
    // renamed or dropped since: the stream has all changes that are left of it, and some of them
    // may be delivered already
    TableEntry entry =
        tables.add(relation.oid(), relation.id(), Membership.UNKNOWN, new Gone(Lsn.NONE, false));
    TablePosition delivered = stored.apply(relation.id());
    if (delivered != null && entry.cursor().position() == null) {
      tables.delivered(entry, delivered);
    }
    return entry;
  }

  /**
   * Adds a table that is new, or has returned.
   *
   * @param seenAt the WAL position at which it was found
   */
  private TableEntry take(PublishedTable table, long seenAt) {
    TableEntry entry = tables.find(table.oid());
    if (entry != null && entry.id().equals(table.id())) {
      boolean delivered = entry.cursor().position() != null;
      tables.become(entry, new New(seenAt, delivered));
      tables.adopt(entry, new Membership(table.members()));
    } else {
      if (entry != null) {
        renamed.add(entry);
      }
      leave(tables.find(table.id()));
      New found = new New(seenAt);
      entry = tables.add(table.oid(), table.id(), new Membership(table.members()), found);
    }
    boolean wholeInStream =
        allTables && table.unaltered() && !describedElsewhere.contains(table.oid());
    boolean rows =
        config.connector().snapshot().mode() != SnapshotMode.NO_DATA
            && config.connector().snapshot().includes(table.id())
            && !wholeInStream;
    if (rows && entry.cursor().position() != null) {
      markers.add(
          heartbeats.table(
              table.id().text(), tables.store(entry, entry.life(), outbox.delivered())));
    }
    if (!rows) {
      LOG.info("table {} is new in the publication: it streams from now on", table.id());
      tables.become(entry, Streaming.INSTANCE);
    } else if (readsInChunks(table)) {
      LOG.info("table {} is new in the publication: reading it in chunks", table.id());
      tables.become(entry, Snapshotting.inChunks(null));
      readings.inChunks(entry, table);
    } else {
      LOG.info(
          "table {} is new in the publication: reading it while the others stream", table.id());
      readings.whileStreaming(table);
    }
    return entry;
  }

  @Override
  public void failed(Tables lane, TableEntry entry, RuntimeException cause) {
    if (entry.life() instanceof Gone) {
      throw cause; // nothing would deliver the change later
    }
    PublishedTable now = captured.get().get(entry.id());
    readings.changeFailed(entry, cause, now != null && now.oid() == entry.oid() ? now : null);
  }

  // What a check finds

  @Override
  public boolean isDue() {
    return mustReopen()
        || !publication.readsOwn() && check.isAnswered()
        || !markers.isEmpty()
        || readings.isDue();
  }

  @Override
  public boolean betweenTransactions(RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    if (mustReopen()) {
      return false;
    }
    if (!markers.isEmpty()) {
      Batch due = markers;
      markers = new Batch();
      outbox.handAside(due, keepAlive);
    }
    if (check.isAnswered() && !publication.readsOwn()) {
      compare(check.take(), keepAlive);
      completeSchemas.run();
    }
    readings.proceed(keepAlive);
    return true;
  }

  /**
   * Whether the link must be opened again, through another publication. A change to the lane's own
   * publication waits until no table is being read. A change away from it cannot wait.
   */
  private boolean mustReopen() {
    return publication.isOutdated() && (publication.readsOwn() || !readings.isBusy());
  }

  private void compare(CapturedTables found, RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    Map<TableId, PublishedTable> published = found.tables();
    for (PublishedTable table : published.values()) {
      TableEntry entry = tables.find(table.oid());
      readings.found(table);
      if (entry == null || !entry.id().equals(table.id()) || entry.life() instanceof Gone) {
        take(table, found.seenAt());
      } else if (new Membership(table.members()).continues(entry.membership())) {
        tables.adopt(entry, new Membership(table.members()));
      } else if (!TableCatchUp.isReading(entry.life())) {
        // while it is being read, the next check after that finds it
        LOG.warn(
            "table {} left the publication and has returned: its rows are read again,"
                + " because no stream has the changes in between. Rows that were deleted meanwhile"
                + " get no delete",
            table.id());
        take(table, found.seenAt());
      }
    }
    boolean all =
        renamed.isEmpty()
            && tables.in(life -> !(life instanceof Gone)).stream()
                .allMatch(entry -> isPublished(published, entry));
    if (!all) {
      // the stream may have described a table after this check was made
      letGo(captured.get(), keepAlive);
    }
  }

  private static boolean isPublished(Map<TableId, PublishedTable> published, TableEntry entry) {
    PublishedTable table = published.get(entry.id());
    return table != null && table.oid() == entry.oid();
  }

  private void letGo(Map<TableId, PublishedTable> published, RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    List<TableEntry> gone = new ArrayList<>(renamed);
    renamed.clear();
    gone.addAll(
        tables.in(life -> !(life instanceof Gone) && !TableCatchUp.isReading(life)).stream()
            .filter(entry -> !isPublished(published, entry))
            .toList());
    for (TableEntry entry : gone) {
      boolean unread = entry.life() instanceof New;
      boolean namesake = tables.find(entry.id()) != entry;
      leave(entry);
      // nothing is stored for a table that was never delivered; and if another table has the name
      // now, the stored offset is that table's
      if (!allTables && !unread && !namesake) {
        LOG.warn(
            "table {} has left the publication: its changes are no longer captured; if it returns,"
                + " it is read again",
            entry.id());
        store(entry, entry.life(), keepAlive);
      }
    }
  }

  private void leave(TableEntry entry) {
    if (entry != null && !(entry.life() instanceof Gone) && !TableCatchUp.isReading(entry.life())) {
      if (tables.find(entry.oid()) == entry) {
        // otherwise the OID's table has another name now, under which it is to be read
        readings.remove(entry.oid());
      }
      readings.removeChunks(entry);
      tables.become(entry, new Gone(outbox.delivered(), !allTables));
    }
  }

  /** Stores a table's state by a heartbeat record, without a record of the table. */
  private void store(TableEntry entry, TableLife life, RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    Batch marker = new Batch();
    marker.add(heartbeats.table(entry.id().text(), tables.store(entry, life, outbox.delivered())));
    outbox.handAside(marker, keepAlive);
  }

  @Override
  public void close() {
    check.close();
    readings.close();
  }
}

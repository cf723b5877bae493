/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.config.SnapshotStrategy;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.snapshot.incremental.IncrementalSnapshot;
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
import io.waltap.connect.table.TableLife.Waiting;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final IncrementalSnapshot chunks;
  private final TableCatchUp catchUp;
  private final Function<TableId, TablePosition> stored;

  /** New tables whose rows are to be read, by OID. */
  private final Map<Integer, PublishedTable> toRead = new LinkedHashMap<>();

  /** Entries that another entry has replaced: the same relation under another name. */
  private final List<TableEntry> renamed = new ArrayList<>();

  /**
   * Offsets to store at the next boundary, for tables whose name another table had before. They say
   * that the rows of the new table are not read yet.
   */
  private Batch markers = new Batch();

  private Tables tables;

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
      IncrementalSnapshot chunks,
      TableCatchUp catchUp,
      Function<TableId, TablePosition> stored) {
    this.config = config;
    this.captured = captured;
    this.allTables = allTables;
    this.outbox = outbox;
    this.heartbeats = heartbeats;
    this.publication = publication;
    this.check = check;
    this.chunks = chunks;
    this.catchUp = catchUp;
    this.stored = stored;
  }

  /** Sets the tables to which it adds. */
  void serve(Tables lane) {
    tables = lane;
    chunks.serve(lane);
    catchUp.serve(lane);
  }

  @Override
  public void streaming() {
    check.start();
  }

  @Override
  public boolean readsInChunks(PublishedTable table) {
    return config.connector().snapshot().strategy() == SnapshotStrategy.INCREMENTAL
        && chunks.suits(table);
  }

  @Override
  public void readInChunks(TableEntry entry, PublishedTable table) {
    chunks.add(entry, table);
  }

  @Override
  public boolean mustStartAgain() {
    return !tables.in(Waiting.class::isInstance).isEmpty();
  }

  @Override
  public void giveUpReading() throws InterruptedException {
    toRead.clear();
    catchUp.giveUp();
  }

  // What the stream finds

  @Override
  public TableEntry admit(Tables lane, Relation relation) {
    if (!config.captures(relation.id())) {
      return null;
    }
    PublishedTable found = captured.get().get(relation.id());
    if (found != null && found.oid() == relation.oid()) {
      return take(found);
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

  /** Adds a table that is new, or has returned. */
  private TableEntry take(PublishedTable table) {
    TableEntry entry = tables.find(table.oid());
    if (entry != null && entry.id().equals(table.id())) {
      tables.become(entry, new New(outbox.delivered()));
      tables.adopt(entry, new Membership(table.members()));
    } else {
      if (entry != null) {
        renamed.add(entry);
      }
      leave(tables.find(table.id()));
      New found = new New(outbox.delivered());
      entry = tables.add(table.oid(), table.id(), new Membership(table.members()), found);
    }
    boolean rows =
        config.connector().snapshot().mode() != SnapshotMode.NO_DATA
            && config.connector().snapshot().includes(table.id())
            // under FOR ALL TABLES, the stream has had all its changes
            && !allTables;
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
      chunks.add(entry, table);
    } else {
      LOG.info(
          "table {} is new in the publication: reading it while the others stream", table.id());
      toRead.put(table.oid(), table);
    }
    return entry;
  }

  // What a check finds

  @Override
  public boolean isDue() {
    return mustReopen()
        || !publication.readsOwn() && check.isAnswered()
        || !markers.isEmpty()
        || catchUp.isDue()
        || !catchUp.isBusy() && !toRead.isEmpty()
        || chunks.isBusy();
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
    }
    if (chunks.isBusy()) {
      chunks.atBoundary(outbox.delivered(), batch -> outbox.handAside(batch, keepAlive));
      if (chunks.waitsForStream()) {
        keepAlive.run(); // the server answers with how far it has read the WAL
      }
    }
    if (catchUp.isBusy()) {
      catchUp.join(keepAlive);
    } else if (!toRead.isEmpty()) {
      catchUp.read(toRead.values());
      toRead.clear();
    }
    return true;
  }

  /**
   * Whether the link must be opened again, through another publication. A change to the lane's own
   * publication waits until no table is being read. A change away from it cannot wait.
   */
  private boolean mustReopen() {
    return publication.isOutdated()
        && (publication.readsOwn() || !catchUp.isBusy() && toRead.isEmpty() && !chunks.isBusy());
  }

  private void compare(Map<TableId, PublishedTable> published, RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    for (PublishedTable table : published.values()) {
      TableEntry entry = tables.find(table.oid());
      if (entry == null || !entry.id().equals(table.id()) || entry.life() instanceof Gone) {
        take(table);
      } else if (new Membership(table.members()).continues(entry.membership())) {
        tables.adopt(entry, new Membership(table.members()));
      } else if (entry.life().mayBecome(new New(Lsn.NONE))) {
        LOG.warn(
            "table {} left the publication and has returned: its rows are read again,"
                + " because no stream has the changes in between",
            table.id());
        take(table);
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
        toRead.remove(entry.oid());
      }
      chunks.remove(entry);
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
    catchUp.close();
    chunks.close();
  }
}

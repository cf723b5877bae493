/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.SnapshotStrategy;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.snapshot.incremental.IncrementalSnapshot;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordSink;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife.New;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Waiting;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the rows of tables read while the lane streams: in chunks, or with a slot of their own. A
 * table that fails waits, is tried again, and holds the slot for so long as it may. Runs on the
 * stream's thread.
 */
final class TableReadings implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableReadings.class);

  private final TaskConfig config;
  private final Outbox outbox;
  private final HeartbeatRecords heartbeats;
  private final IncrementalSnapshot chunks;
  private final TableCatchUp catchUp;
  private final TableTrouble trouble;
  private final ReadingQueue toRead;
  private final PartitionChanges partitions = new PartitionChanges();

  /** How tables that are read in chunks again have waited, by OID. */
  private final Map<Integer, Waiting> waited = new HashMap<>();

  private Tables tables;

  TableReadings(
      TaskConfig config,
      Outbox outbox,
      HeartbeatRecords heartbeats,
      RelationDecisions decisions,
      IncrementalSnapshot chunks,
      TableCatchUp catchUp,
      TableTrouble trouble) {
    this.config = config;
    this.outbox = outbox;
    this.heartbeats = heartbeats;
    this.chunks = chunks;
    this.catchUp = catchUp;
    this.trouble = trouble;
    this.toRead =
        new ReadingQueue(trouble, decisions, config.connector().replication().tableHoldMaxBytes());
  }

  /** Sets the tables whose states it changes. */
  void serve(Tables lane) {
    tables = lane;
    chunks.serve(lane);
    catchUp.serve(lane);
    toRead.serve(lane);
  }

  /** What becomes of the partitions of tables that are published as their roots. */
  PartitionChanges partitions() {
    return partitions;
  }

  /** Whether the table is to be read in chunks while it streams. */
  boolean suitsChunks(PublishedTable table) {
    return config.connector().snapshot().strategy() == SnapshotStrategy.INCREMENTAL
        && chunks.suits(table);
  }

  /** Reads a table in chunks, from the key that its state names. */
  void inChunks(TableEntry entry, PublishedTable table) {
    chunks.add(entry, table);
  }

  /** Reads a new table once the stream has passed the place where it was found. */
  void whileStreaming(PublishedTable table) {
    chunks.remove(tables.find(table.oid()));
    toRead.add(table);
  }

  /** The stream begins, for the first time or again. */
  void streaming() {
    toRead.linkOpened();
  }

  /** A check found the table as it is now. */
  void found(PublishedTable table) {
    toRead.found(table);
  }

  /** The table is not to be read any more. */
  void remove(int oid) {
    toRead.remove(oid);
  }

  /** The table needs the slot no more. */
  void release(TableEntry entry) {
    outbox.release(entry);
    toRead.refresh();
  }

  void removeChunks(TableEntry entry) {
    chunks.remove(entry);
  }

  /**
   * The table's rows could not be read before the stream.
   *
   * @param streams whether its changes are delivered meanwhile
   */
  void rowsFailed(PublishedTable table, Exception cause, boolean streams) {
    TableEntry entry = tables.find(table.oid());
    tables.become(entry, trouble.after(entry, cause, null, Lsn.NONE, streams, true));
    toRead.found(table);
    toRead.refresh();
  }

  /**
   * A change of the table cannot become a record. The slot is held where it is, and the next try
   * delivers the table's changes from there.
   *
   * @param now the table as it is published now, or null if it is not
   */
  void changeFailed(TableEntry entry, RuntimeException cause, PublishedTable now) {
    boolean rowsMissing = entry.life().rowsMissing();
    chunks.remove(entry);
    long needs = outbox.hold(entry);
    tables.become(entry, trouble.after(entry, cause, null, needs, false, rowsMissing));
    if (now != null) {
      toRead.found(now);
    }
    toRead.refresh();
  }

  /** What is delivered of tables that are being read. */
  Collection<TablePosition> beingRead() {
    return catchUp.beingRead();
  }

  /** The table's topic or stored position is another table's: nothing of it is read. */
  void nameTaken(TableEntry entry, String why) {
    toRead.remove(entry.oid());
    chunks.remove(entry);
    tables.become(entry, trouble.nameTaken(entry, why));
    toRead.refresh();
  }

  /** Whether rows are being read, or are to be read soon. */
  boolean isBusy() {
    return catchUp.isBusy() || toRead.hasNew() || chunks.isBusy();
  }

  /** Whether {@link #proceed} has something to do. */
  boolean isDue() {
    long delivered = outbox.delivered();
    return catchUp.isDue()
        || toRead.isHeldTooLong(outbox.confirmableWithoutHolds())
        || catchUp.mayRead() && toRead.isDue(delivered)
        || chunks.isBusy();
  }

  /** Called between two transactions. */
  void proceed(RecordSink.KeepAlive keepAlive) throws SQLException, InterruptedException {
    if (chunks.isBusy()) {
      chunks.atBoundary(outbox.delivered(), batch -> outbox.handAside(batch, keepAlive));
      chunks.takeFailure().ifPresent(this::chunksFailed);
      if (chunks.waitsForStream()) {
        keepAlive.run(); // the server answers with how far it has read the WAL
      }
    }
    if (catchUp.isDue()) {
      catchUp.join(keepAlive);
      toRead.refresh();
      requireHope();
    }
    for (TableEntry entry : toRead.heldTooLong(outbox.confirmableWithoutHolds())) {
      setAside(entry, keepAlive);
    }
    if (catchUp.mayRead() && toRead.isDue(outbox.delivered())) {
      readDue();
      toRead.refresh();
    }
  }

  private void readDue() {
    List<PublishedTable> due = toRead.due(outbox.delivered(), catchUp::isReading);
    try {
      read(due);
    } catch (DatabaseException e) {
      // the server is gone: they are read once the link is there again
      due.stream()
          .filter(table -> tables.find(table.oid()).life() instanceof New)
          .forEach(toRead::add);
      throw e;
    }
  }

  /** A task in which nothing can arrive must not look as if it ran. */
  private void requireHope() {
    toRead
        .hopeless()
        .ifPresent(
            waiting -> {
              throw new ConnectException(
                  "none of the tables of lane \""
                      + config.slot()
                      + "\" can be delivered, since "
                      + waiting.since()
                      + ". Nothing is lost while the slot is held. One of them waits because "
                      + waiting.problem().text());
            });
  }

  private void read(List<PublishedTable> due) {
    List<PublishedTable> together = new ArrayList<>();
    for (PublishedTable table : due) {
      TableEntry entry = tables.find(table.oid());
      if (entry.life() instanceof Waiting waiting
          && waiting.captured()
          && waiting.rowsMissing()
          && partitions.partsOf(table.oid()).isEmpty()
          && suitsChunks(table)) {
        waited.put(entry.oid(), waiting);
        tables.become(entry, Snapshotting.inChunks(waiting.after()));
        chunks.add(entry, table);
      } else {
        together.add(table);
      }
    }
    if (!together.isEmpty()) {
      catchUp.read(together, partitions::partsOf);
    }
  }

  /** Ends a table's hold of the slot: what it misses from now on is lost but for its rows. */
  private void setAside(TableEntry entry, RecordSink.KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    Waiting waiting = (Waiting) entry.life();
    partitions.forgetPartsOf(entry.oid()); // changes of all its partitions are missing from now on
    LOG.error(
        "table {} has waited since {} and {} bytes of WAL; the slot is not held for it any longer"
            + " (table.hold.max.bytes). Once it can be read, its rows are read again; rows that"
            + " were deleted meanwhile get no delete. It waits because {}",
        entry.id(),
        waiting.since(),
        outbox.confirmableWithoutHolds() - waiting.needs(),
        waiting.problem().text());
    Batch marker = new Batch();
    marker.add(
        heartbeats.table(
            entry.id().text(), tables.store(entry, waiting.setAside(), outbox.delivered())));
    try {
      outbox.handAside(marker, keepAlive);
    } catch (SQLException e) {
      tables.become(entry, waiting); // the link is lost, and the marker was not handed over
      throw e;
    }
    release(entry);
  }

  private void chunksFailed(IncrementalSnapshot.Failure failed) {
    TableEntry entry = failed.entry();
    String after = entry.life().after();
    Waiting before = waited.remove(entry.oid());
    tables.become(
        entry, trouble.after(entry, failed.cause(), before, Lsn.NONE, true, true).after(after));
    toRead.found(failed.table());
    toRead.refresh();
  }

  /** Gives up what is being read: the lane starts again, and decides about all tables. */
  void giveUp() throws InterruptedException {
    toRead.clear();
    catchUp.giveUp();
  }

  @Override
  public void close() {
    catchUp.close();
    chunks.close();
  }
}

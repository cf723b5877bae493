/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.Problem;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.Retries;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordSink;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.TableLife.CatchingUp;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Waiting;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has new tables read by a {@link TableSync} while the others stream, and lets them continue in the
 * lane's stream once they have caught up with it. Runs on the stream's thread.
 */
final class TableCatchUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableCatchUp.class);

  /**
   * At this distance in bytes or less, the stream waits for the tables to catch up. That takes well
   * below a second.
   */
  private static final long CLOSE = 4 << 20;

  /**
   * The wait between two checks of how far the other thread has come, and between two keepalives to
   * the server.
   */
  private static final long STEP_MILLIS = 50;

  private final Outbox outbox;
  private final HeartbeatRecords heartbeats;
  private final Function<Collection<PublishedTable>, TableReading> syncs;
  private Tables tables;
  private TableReading sync;
  // of the tables that are read: the entry of a table that is renamed meanwhile is another one
  private final Map<TableId, TableEntry> entries = new HashMap<>();
  private boolean rowsRead;

  /**
   * @param syncs makes the thread that reads tables
   */
  TableCatchUp(
      Outbox outbox,
      HeartbeatRecords heartbeats,
      Function<Collection<PublishedTable>, TableReading> syncs) {
    this.outbox = outbox;
    this.heartbeats = heartbeats;
    this.syncs = syncs;
  }

  /** The tables whose states it changes. */
  void serve(Tables lane) {
    tables = lane;
  }

  /** Whether a table in this state is being read, or catches up. */
  static boolean isReading(TableLife life) {
    return life instanceof CatchingUp
        || life instanceof Snapshotting reading
            && reading.way() == Snapshotting.Way.WHILE_STREAMING;
  }

  /** Whether tables are being read, or catch up. */
  boolean isBusy() {
    return sync != null;
  }

  /** Whether {@link #join} has something to do. */
  boolean isDue() {
    return sync != null && (sync.failure() != null || sync.handed() != Lsn.NONE);
  }

  /** Starts to read tables that are new. */
  void read(Collection<PublishedTable> published) {
    sync = syncs.apply(published);
    rowsRead = false;
    entries.clear();
    for (PublishedTable table : published) {
      // if the reading is interrupted, it is repeated with the WAL from here on
      long needs = outbox.hold(table.id());
      TableEntry entry = tables.find(table.oid());
      entries.put(table.id(), entry);
      tables.become(entry, Snapshotting.whileStreaming(needs));
    }
    sync.start();
  }

  /** Lets the tables continue in the lane's stream if they have caught up with it. */
  void join(RecordSink.KeepAlive keepAlive) throws SQLException, InterruptedException {
    throwIfInterrupted();
    long handed = sync.handed();
    if (handed == Lsn.NONE) {
      return;
    }
    if (!rowsRead) {
      rowsRead = true;
      for (PublishedTable table : sync.tables()) {
        TableEntry entry = entries.get(table.id());
        tables.become(entry, new CatchingUp(entry.life().needs()));
      }
    }
    long delivered = outbox.delivered();
    if (Lsn.isAfter(delivered - CLOSE, handed)) {
      return;
    }
    // both streams read the same WAL, so the tables soon pass the lane's stream, which waits
    while (Lsn.isAfter(delivered, sync.handed())) {
      throwIfInterrupted();
      Thread.sleep(STEP_MILLIS);
      keepAlive.run();
    }
    long end = sync.finish(keepAlive);
    throwIfInterrupted();
    Batch markers = new Batch();
    for (PublishedTable table : sync.tables()) {
      TableEntry entry = entries.get(table.id());
      tables.completed(entry, end);
      markers.add(heartbeats.table(table.id().text(), entry.cursor().position()));
      outbox.release(table.id());
    }
    outbox.handAside(markers, keepAlive);
    LOG.info(
        "{} caught up at {} and stream with the others",
        sync.tables().stream().map(PublishedTable::id).toList(),
        Lsn.format(end));
    sync = null;
  }

  /**
   * Gives up the tables that are being read, and waits until nothing more of them is handed over.
   */
  void giveUp() throws InterruptedException {
    if (sync != null) {
      sync.abortAndWait();
      interrupted("the lane starts again");
    }
  }

  private void throwIfInterrupted() throws SQLException {
    Exception failure = sync.failure();
    if (failure == null) {
      return;
    }
    interrupted(Retries.describe(failure));
    if (failure instanceof SQLException e) {
      throw e;
    }
    throw (RuntimeException) failure;
  }

  /** Marks these tables as interrupted; the lane must start again to read them. */
  private void interrupted(String reason) {
    Map<String, TablePosition> delivered = sync.positions();
    Instant now = Instant.now();
    for (PublishedTable table : sync.tables()) {
      TableEntry entry = entries.get(table.id());
      TablePosition position = delivered.get(table.id().text());
      if (position != null) {
        tables.delivered(entry, position);
      }
      Problem problem =
          Problem.error(
              "table.include.list",
              "its rows could not be read while other tables stream: " + reason);
      tables.become(entry, new Waiting(problem, now, now, 1, entry.life().needs()));
    }
    sync = null;
  }

  @Override
  public void close() {
    if (sync != null) {
      sync.abort();
    }
  }
}

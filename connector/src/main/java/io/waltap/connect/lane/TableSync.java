/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.CreatedSlot;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.snapshot.SnapshotPoint;
import io.waltap.connect.snapshot.TableTask;
import io.waltap.connect.stream.ChangeStream;
import io.waltap.connect.stream.RecordSink;
import io.waltap.connect.stream.ReplicationStream;
import io.waltap.connect.stream.SideWork;
import io.waltap.connect.table.TableGate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings new tables up to the lane's stream while that goes on, as PostgreSQL's own subscriptions
 * do it: a temporary slot gives a snapshot and its place in the log, the rows are read as of there,
 * and then the same slot is streamed for these tables alone, until it has come as far as the
 * lane's. Until then the tables' positions say that they are still to be read, so a crash begins
 * anew.
 */
final class TableSync implements Runnable, RecordSink, SideWork {
  private static final Logger LOG = LoggerFactory.getLogger(TableSync.class);
  private static final long HAND_OVER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LaneParts parts;
  private final Map<String, PublishedTable> tables;
  private final Thread thread;

  private long delivered = Lsn.NONE;
  private long lastHandOver = System.nanoTime();
  private RecordBuilder records;
  private volatile long handed = Lsn.NONE;
  private volatile Map<String, TablePosition> positions = Map.of();
  private volatile boolean stop;
  private volatile Exception failure;

  TableSync(LaneParts parts, Map<String, PublishedTable> tables) {
    this.parts = parts;
    this.tables = Map.copyOf(tables);
    this.thread = new Thread(this, "waltap-sync-" + parts.config().slotName());
  }

  void start() {
    thread.start();
  }

  Map<String, PublishedTable> tables() {
    return tables;
  }

  /** How far the tables' rows and changes are handed over; {@link Lsn#NONE} while rows are read. */
  long handed() {
    return handed;
  }

  /**
   * Ends it after the transaction at hand, and waits for that.
   *
   * @return up to where the tables' changes are handed over
   */
  long finish(KeepAlive keepAlive) throws SQLException, InterruptedException {
    stop = true;
    while (thread.isAlive()) {
      thread.join(Duration.ofMillis(500).toMillis());
      keepAlive.run();
    }
    return handed;
  }

  /** What ended it before its time, or null. */
  Exception failure() {
    return failure;
  }

  /** What is handed over of each table, all of them still to be read; empty if nothing is. */
  Map<String, TablePosition> positions() {
    return positions;
  }

  /** Gives up at once. */
  void abort() {
    thread.interrupt();
  }

  @Override
  public void run() {
    try (Connection exporter = parts.connections().openReplication()) {
      CreatedSlot slot = ReplicationSlots.create(exporter, parts.temporarySlot(), true, false);
      records = catchUp(slot);
      positions = records.positions();
      readRows(slot);
      // the snapshot goes with the next command of the session that exported it; the rows are read
      try (ReplicationStream link =
          ReplicationStream.start(
              exporter, slot.name(), parts.config(), parts.config().publicationName())) {
        LOG.info(
            "{} read as of {}, catching up with the stream",
            tables.keySet(),
            Lsn.format(slot.consistentPoint()));
        new ChangeStream(records, this, this, parts.config().maxBatchSize()).run(link);
      }
    } catch (InterruptedException e) {
      LOG.debug("reading of {} was given up", tables.keySet(), e);
    } catch (SQLException | RuntimeException e) {
      failure = e;
    }
  }

  private void readRows(CreatedSlot slot) throws SQLException, InterruptedException {
    List<TableTask> tasks =
        tables.values().stream()
            .map(
                table -> new TableTask(table, parts.schemas().compileForSnapshot(table.relation())))
            .toList();
    parts.metrics().snapshotStarted(tasks.size());
    parts
        .snapshotter()
        .read(
            new SnapshotPoint(slot.consistentPoint(), slot.snapshotName(), false),
            tasks,
            parts.outbox()::handRows,
            table -> parts.metrics().snapshotTableCompleted());
  }

  private RecordBuilder catchUp(CreatedSlot slot) {
    Map<String, TablePosition> start = new HashMap<>();
    for (String table : tables.keySet()) {
      start.put(table, TablePosition.snapshot(false, slot.consistentPoint()));
    }
    return RecordBuilder.forCatchUp(parts.context(), parts.schemas(), this::decide, start);
  }

  private TableGate.Decision decide(Relation relation) {
    return tables.containsKey(relation.namespace() + "." + relation.name())
        ? TableGate.Decision.CAPTURE
        : TableGate.Decision.DROP;
  }

  // RecordSink: what the catching-up stream delivers

  @Override
  public void delivered(long lsn) {
    delivered = Lsn.max(delivered, lsn);
  }

  @Override
  public boolean heartbeatDue() {
    return stop || System.nanoTime() - lastHandOver > HAND_OVER_NANOS;
  }

  /** The slot is gone soon; it never moves. */
  @Override
  public long confirmable() {
    return Lsn.NONE;
  }

  @Override
  public void awaitRoom(KeepAlive keepAlive) throws SQLException, InterruptedException {
    parts.outbox().awaitRoom(keepAlive);
  }

  @Override
  public boolean hand(Batch batch, boolean betweenTransactions, KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    boolean any = !batch.isEmpty();
    if (any) {
      parts.outbox().handBeside(batch, keepAlive);
      positions = records.positions();
    }
    lastHandOver = System.nanoTime();
    if (betweenTransactions) {
      handed = delivered;
    }
    return any;
  }

  // SideWork: the catching-up stream ends when it is asked to

  @Override
  public boolean isDue() {
    return stop;
  }

  @Override
  public boolean betweenTransactions(KeepAlive keepAlive) {
    return !stop;
  }
}

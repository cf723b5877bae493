/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.CreatedSlot;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.SlotCreation;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.snapshot.SnapshotPoint;
import io.waltap.connect.snapshot.Snapshotter;
import io.waltap.connect.snapshot.TableTask;
import io.waltap.connect.stream.ChangeStream;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordSink;
import io.waltap.connect.stream.ReplicationStream;
import io.waltap.connect.stream.SideWork;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads new tables while the lane streams, and lets them catch up, as PostgreSQL's own
 * subscriptions do. A temporary slot gives a snapshot and its WAL position, and the rows are read
 * from this snapshot. Then the same slot is streamed for these tables alone, until it has reached
 * the place of the lane's slot. Until then, the tables' stored positions say that their rows are
 * not read, so that they are read again after a crash.
 *
 * <p>Runs on a thread of its own. The lane's thread asks how far it has come.
 */
final class TableSync implements TableReading, Runnable, RecordSink, SideWork {
  private static final Logger LOG = LoggerFactory.getLogger(TableSync.class);
  private static final long HAND_OVER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final Duration STEP = Duration.ofMillis(500);
  private static final long ABORT_MILLIS = 1000;

  private final TaskConfig config;
  private final ConnectionFactory connections;
  private final LaneLinks links;
  private final RecordContext context;
  private final TableSchemas schemas;
  private final Snapshotter snapshotter;
  private final Outbox outbox;
  private final ConnectorMetrics metrics;
  private final List<PublishedTable> published;
  private final Thread thread;

  private long delivered = Lsn.NONE;
  private long lastHandOver = System.nanoTime();
  private Tables own;
  private volatile long handed = Lsn.NONE;
  private volatile Map<String, TablePosition> positions = Map.of();
  private volatile boolean stop;
  private volatile boolean aborted;
  private volatile Exception failure;

  TableSync(
      TaskConfig config,
      ConnectionFactory connections,
      LaneLinks links,
      RecordContext context,
      TableSchemas schemas,
      Snapshotter snapshotter,
      Outbox outbox,
      ConnectorMetrics metrics,
      Collection<PublishedTable> published) {
    this.config = config;
    this.connections = connections;
    this.links = links;
    this.context = context;
    this.schemas = schemas;
    this.snapshotter = snapshotter;
    this.outbox = outbox;
    this.metrics = metrics;
    this.published = List.copyOf(published);
    this.thread = new Thread(this, "waltap-sync-" + config.slot());
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public List<PublishedTable> tables() {
    return published;
  }

  @Override
  public long handed() {
    return handed;
  }

  @Override
  public long finish(KeepAlive keepAlive) throws SQLException, InterruptedException {
    stop = true;
    while (thread.isAlive()) {
      thread.join(STEP.toMillis());
      keepAlive.run();
    }
    return handed;
  }

  @Override
  public Exception failure() {
    return failure;
  }

  @Override
  public Map<String, TablePosition> positions() {
    return positions;
  }

  @Override
  public void abort() {
    aborted = true;
    thread.interrupt();
  }

  @Override
  public void abortAndWait() throws InterruptedException {
    abort();
    thread.join(ABORT_MILLIS);
    if (thread.isAlive()) {
      // it waits for the server: for older transactions, or for a lock
      connections.endAll();
    }
    thread.join();
  }

  @Override
  public void run() {
    try (Connection exporter = connections.openReplication()) {
      CreatedSlot slot =
          SlotCreation.create(connections, exporter, links.temporarySlot(), true, false);
      RecordBuilder records = records(slot);
      positions = own.positions();
      readRows(slot);
      // the next command of the exporting session ends its snapshot, but the rows are read by now
      try (ReplicationStream link = links.over(exporter, slot.name())) {
        LOG.info(
            "rows of {} read as of {}; catching up with the stream",
            names(),
            Lsn.format(slot.consistentPoint()));
        BatchLimit limit = new BatchLimit(config.connector().delivery().maxBatchSize());
        watched(link, new ChangeStream(records, this, this, limit));
      }
    } catch (InterruptedException e) {
      if (aborted) {
        LOG.debug("reading of {} was given up", names(), e);
      } else {
        failure = new ConnectException("the reading of " + names() + " was interrupted", e);
      }
    } catch (SQLException | RuntimeException e) {
      failure = e;
    } catch (Error e) {
      failure = new ConnectException("the reading of " + names() + " failed: " + e, e);
    }
  }

  private void watched(ReplicationStream link, ChangeStream stream)
      throws SQLException, InterruptedException {
    LinkWatch watch =
        LinkWatch.start(
            connections,
            config.slot(),
            config.connector().replication().statusUpdateInterval(),
            link);
    try {
      stream.run(link);
    } finally {
      watch.close();
    }
  }

  private List<String> names() {
    return published.stream().map(table -> table.id().text()).toList();
  }

  private void readRows(CreatedSlot slot) throws SQLException, InterruptedException {
    List<TableTask> tasks =
        published.stream()
            .map(table -> new TableTask(table, schemas.compileForSnapshot(table.relation())))
            .toList();
    metrics.snapshotStarted(tasks.size());
    snapshotter.read(
        new SnapshotPoint(slot.consistentPoint(), slot.snapshotName(), false),
        tasks,
        outbox::handRows,
        task -> metrics.snapshotTableCompleted());
  }

  /**
   * Makes the records of these tables alone. Their changes up to the snapshot are in their rows.
   */
  private RecordBuilder records(CreatedSlot slot) {
    Map<String, TablePosition> start = new HashMap<>();
    for (String table : names()) {
      start.put(table, TablePosition.snapshot(false, slot.consistentPoint()));
    }
    own = new Tables(config.topicPrefix(), start, (tables, relation) -> null);
    for (PublishedTable table : published) {
      own.add(table.oid(), table.id(), new Membership(table.members()), Snapshotting.atStart());
    }
    return RecordBuilder.forCatchUp(context, schemas, own);
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

  /** Nothing is confirmed: the slot is temporary and ends soon. */
  @Override
  public long confirmable() {
    return Lsn.NONE;
  }

  @Override
  public void awaitRoom(KeepAlive keepAlive) throws SQLException, InterruptedException {
    outbox.awaitRoom(keepAlive);
  }

  @Override
  public boolean hand(Batch batch, boolean betweenTransactions, KeepAlive keepAlive)
      throws SQLException, InterruptedException {
    boolean any = !batch.isEmpty();
    if (any) {
      outbox.handAside(batch, keepAlive);
      positions = own.positions();
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

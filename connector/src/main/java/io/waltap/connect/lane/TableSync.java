/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.Problem;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.lane.TableFailure.Kind;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.Relation;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.MarkerRecords;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.snapshot.TableOutcomes;
import io.waltap.connect.snapshot.TableTask;
import io.waltap.connect.stream.ChangeStream;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordSink;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.TableLife.Snapshotting;
import io.waltap.connect.table.TableLife.Streaming;
import io.waltap.connect.table.TableLife.Waiting;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads tables while the lane streams, and lets them catch up, as PostgreSQL's own subscriptions
 * do, in three steps:
 *
 * <ol>
 *   <li>A temporary slot gives a snapshot and its WAL position. If anything of a table has been
 *       delivered before, its changes up to that position are, from a temporary copy of the lane's
 *       slot. So are those of a table whose rows are not wanted.
 *   <li>The rows are read from the snapshot. A table whose rows cannot be read does not stop the
 *       others.
 *   <li>The first slot is streamed for these tables alone, until it has reached the place of the
 *       lane's slot.
 * </ol>
 *
 * <p>Until then, the tables' stored positions say that their rows are not read, so that they are
 * read again after a crash. If no rows are wanted, the copy of the lane's slot is streamed to the
 * end.
 *
 * <p>Runs on a thread of its own. The lane's thread asks how far it has come.
 */
final class TableSync implements TableReading, Runnable, TableOutcomes {
  private static final Logger LOG = LoggerFactory.getLogger(TableSync.class);
  private static final Duration STEP = Duration.ofMillis(500);
  private static final long ABORT_MILLIS = 1000;

  private final TaskConfig config;
  private final SyncServer server;
  private final RecordContext context;
  private final TableSchemas schemas;
  private final Outbox outbox;
  private final ConnectorMetrics metrics;
  private final List<TableWork> works;
  private final Map<Integer, TableFailure> failed = new ConcurrentHashMap<>();
  private final Map<String, TablePosition> positions = new ConcurrentHashMap<>();
  private final Thread thread;

  private volatile SyncSink sink;
  private volatile boolean aborted;
  private volatile Throwable failure;

  TableSync(
      TaskConfig config,
      SyncServer server,
      RecordContext context,
      TableSchemas schemas,
      Outbox outbox,
      ConnectorMetrics metrics,
      Collection<TableWork> works) {
    this.config = config;
    this.server = server;
    this.context = context;
    this.schemas = schemas;
    this.outbox = outbox;
    this.metrics = metrics;
    this.works = List.copyOf(works);
    this.thread = new Thread(this, "waltap-sync-" + config.slot());
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public List<TableWork> tables() {
    return works;
  }

  @Override
  public long handed() {
    SyncSink last = sink;
    return last == null ? Lsn.NONE : last.handed();
  }

  @Override
  public long finish(RecordSink.KeepAlive keepAlive) throws SQLException, InterruptedException {
    sink.stop();
    while (thread.isAlive()) {
      thread.join(STEP.toMillis());
      keepAlive.run();
    }
    return handed();
  }

  @Override
  public Throwable failure() {
    return failure;
  }

  @Override
  public Map<Integer, TableFailure> failed() {
    return Map.copyOf(failed);
  }

  @Override
  public Map<String, TablePosition> positions() {
    return Map.copyOf(positions);
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
      server.endSessions();
    }
    thread.join();
  }

  @Override
  public void run() {
    try {
      if (works.stream().noneMatch(TableWork::rows)) {
        streamCopy(ChangeStream.NEVER);
      } else {
        readRowsAndCatchUp();
      }
    } catch (InterruptedException e) {
      if (aborted) {
        LOG.debug("reading of {} was given up", names(works), e);
      } else {
        failure = new ConnectException("the reading was interrupted", e);
      }
    } catch (Throwable e) {
      failure = e;
    } finally {
      if (aborted || failure != null) {
        openAgain();
      }
      server.endSessions();
    }
  }

  /** What was made last is not handed over. A mirror is told again which tables these are. */
  private void openAgain() {
    MarkerRecords markers = context.markers();
    if (markers != null) {
      works.forEach(work -> markers.forget(work.table().id()));
    }
  }

  private void readRowsAndCatchUp() throws SQLException, InterruptedException {
    try (SyncServer.OwnSlot slot = server.makeSlot()) {
      long point = slot.point().lsn();
      if (works.stream().anyMatch(TableSync::hasEarlierChanges)) {
        streamCopy(point);
      }
      // not of a table of which a change could not be delivered: it goes on from that change
      positions.putAll(at(point, works.stream().filter(this::streams).toList()));
      readRows(slot);
      LOG.info(
          "rows of {} read as of {}; catching up with the stream", names(works), Lsn.format(point));
      List<TableWork> streaming = works.stream().filter(this::streams).toList();
      slot.stream(changes(streaming, at(point, streaming), ChangeStream.NEVER));
    }
  }

  private boolean streams(TableWork work) {
    TableFailure problem = failed.get(work.table().oid());
    return problem == null || problem.kind() == Kind.ROWS_BUT_CHANGES;
  }

  private static List<String> names(Collection<TableWork> works) {
    return works.stream().map(work -> work.table().id().text()).toList();
  }

  private static Map<String, TablePosition> at(long lsn, Collection<TableWork> works) {
    Map<String, TablePosition> all = new HashMap<>();
    works.forEach(
        work -> all.put(work.table().id().text(), TablePosition.snapshot(!work.rows(), lsn)));
    return all;
  }

  /**
   * Whether changes from before the snapshot are to be delivered: after others that were delivered,
   * or because no rows take their place.
   */
  private static boolean hasEarlierChanges(TableWork work) {
    return work.place() != null || !work.rows();
  }

  /** Delivers the changes that the lane's slot still has of these tables. */
  private void streamCopy(long end) throws SQLException, InterruptedException {
    List<TableWork> begun = works.stream().filter(TableSync::hasEarlierChanges).toList();
    Map<String, TablePosition> places = new HashMap<>();
    for (TableWork work : begun) {
      if (work.place() != null) {
        places.put(work.table().id().text(), work.place());
      }
    }
    server.streamCopy(end, changes(begun, places, end));
  }

  /** A stream that delivers the changes of these tables alone, after their places. */
  private ChangeStream changes(
      Collection<TableWork> tables, Map<String, TablePosition> places, long end) {
    Tables own = new Tables(config.topicPrefix(), places, new Known());
    for (TableWork work : tables) {
      PublishedTable table = work.table();
      TableLife life = work.rows() ? Snapshotting.atStart() : Streaming.INSTANCE;
      TableEntry entry = own.add(table.oid(), table.id(), new Membership(table.members()), life);
      own.partitionsXid(entry, work.partitionsXid());
    }
    SyncSink handing = new SyncSink(outbox, () -> positions.putAll(own.positions()));
    if (end == ChangeStream.NEVER) {
      sink = handing; // from here on it may be told to stop
    }
    BatchLimit limit = new BatchLimit(config.connector().delivery().maxBatchSize());
    RecordBuilder records = RecordBuilder.forCatchUp(context, schemas, own);
    return new ChangeStream(records, handing, handing, limit);
  }

  private void readRows(SyncServer.OwnSlot slot) throws SQLException, InterruptedException {
    schemas.refreshTypes();
    List<TableTask> tasks = new ArrayList<>();
    for (TableWork work : works) {
      PublishedTable table = work.table();
      if (!work.rows() || failed.containsKey(table.oid())) {
        continue;
      }
      try {
        TableSchema schema = schemas.compileForSnapshot(table.relation());
        tasks.add(new TableTask(table, schema, work.partitions()));
      } catch (RuntimeException e) {
        rowsFailed(table.oid(), e, false);
      }
    }
    tasks.forEach(task -> metrics.readingBegins(task.table().oid()));
    try {
      slot.read(tasks, outbox::handRows, this);
    } finally {
      tasks.forEach(task -> metrics.readingEnds(task.table().oid()));
    }
  }

  // TableOutcomes

  @Override
  public void completed(TableTask task) {
    metrics.readingEnds(task.table().oid());
  }

  @Override
  public void failed(TableTask task, Exception cause, boolean anyRow) {
    rowsFailed(task.table().oid(), cause, anyRow);
    metrics.readingEnds(task.table().oid());
  }

  private void rowsFailed(int oid, Exception cause, boolean anyRow) {
    boolean begun =
        works.stream().anyMatch(work -> work.table().oid() == oid && work.place() != null);
    failed.put(oid, new TableFailure(cause, begun || anyRow ? Kind.ROWS_BUT_CHANGES : Kind.ROWS));
  }

  /** The second stream has no other tables, and one of them that fails does not stop the others. */
  private final class Known implements Tables.Newcomers {
    @Override
    public TableEntry admit(Tables lane, Relation relation) {
      return null;
    }

    @Override
    public void failed(Tables lane, TableEntry entry, RuntimeException cause) {
      failed.put(entry.oid(), new TableFailure(cause, Kind.CHANGE));
      Instant now = Instant.now();
      Problem problem = TableTrouble.problem(entry.id(), cause);
      lane.become(entry, new Waiting(problem, now, now, 1, Lsn.NONE));
    }
  }
}

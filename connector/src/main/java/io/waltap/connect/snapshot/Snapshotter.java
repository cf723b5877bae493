/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.SnapshotSettings;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.CapturedRecord;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.record.SnapshotRecords;
import io.waltap.connect.schema.TableSchema;
import io.waltap.connect.schema.TableSchemas;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads tables as of one exported snapshot by several connections at once, in {@code COPY … (FORMAT
 * binary)}. It takes no locks but those of a SELECT, and writes nothing.
 */
public final class Snapshotter {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

  private final ConnectionFactory connections;
  private final SnapshotSettings settings;
  private final BatchLimit limit;
  private final String slot;
  private final RecordContext context;
  private final HeartbeatRecords heartbeats;
  private final TableSchemas schemas;

  public Snapshotter(
      ConnectionFactory connections,
      ConnectorConfig config,
      String slot,
      RecordContext context,
      HeartbeatRecords heartbeats,
      TableSchemas schemas) {
    this.connections = connections;
    this.settings = config.snapshot();
    this.limit = new BatchLimit(config.delivery().maxBatchSize());
    this.slot = slot;
    this.context = context;
    this.heartbeats = heartbeats;
    this.schemas = schemas;
  }

  /**
   * Reads the tables and hands their rows over. The exporting session must run no other command
   * until this returns.
   *
   * @param completed called for each table when its last record is handed over
   * @throws SQLException the first error of any connection; tables that were completed stay
   *     completed
   */
  public void read(
      SnapshotPoint point,
      List<TableTask> tasks,
      BatchConsumer handover,
      Consumer<TableTask> completed)
      throws SQLException, InterruptedException {
    if (tasks.isEmpty()) {
      return;
    }
    List<Connection> sessions = new ArrayList<>();
    try {
      Connection first = open(point);
      sessions.add(first);
      SnapshotProgress progress =
          new SnapshotProgress(tasks.size(), point.end(), handover, heartbeats, completed);
      Queue<Scan> scans = scans(first, point, tasks, progress);
      LOG.info(
          "snapshot at {}: {} tables, {} ranges, up to {} connections",
          Lsn.format(point.lsn()),
          tasks.size(),
          scans.size(),
          settings.maxThreads());
      while (sessions.size() < Math.min(settings.maxThreads(), scans.size())) {
        sessions.add(open(point));
      }
      run(sessions, scans, handover);
    } finally {
      for (Connection session : sessions) {
        session.close();
      }
    }
  }

  private Connection open(SnapshotPoint point) throws SQLException {
    Connection session = connections.openForRows();
    try {
      session.setAutoCommit(false);
      session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      session.setReadOnly(true);
      try (Statement statement = session.createStatement()) {
        statement.execute("SET TRANSACTION SNAPSHOT '" + point.snapshotName() + "'");
      }
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  private Queue<Scan> scans(
      Connection session, SnapshotPoint point, List<TableTask> tasks, SnapshotProgress progress)
      throws SQLException {
    long timeMicros;
    long xid;
    try (Statement statement = session.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000000)::pg_catalog.int8,"
                    + " CASE WHEN pg_catalog.pg_is_in_recovery() THEN 0"
                    + " ELSE pg_catalog.txid_current() END")) {
      result.next();
      timeMicros = result.getLong(1);
      xid = result.getLong(2);
    }
    Queue<Scan> scans = new ConcurrentLinkedQueue<>();
    for (TableTask task : tasks) {
      String override = settings.selectOverride(task.table().id());
      List<PageRange> ranges =
          override == null && !task.table().partitioned()
              ? PageRange.cut(pages(session, task.table()))
              : List.of(PageRange.WHOLE);
      SnapshotRecords records =
          new SnapshotRecords(
              context, schemas, task.schema(), timeMicros, xid, point.lsn(), point.end());
      SnapshotProgress.Table table = progress.table(task, records, scans.isEmpty(), ranges.size());
      for (PageRange range : ranges) {
        String sql =
            CopyStatement.of(task.table(), task.schema(), range, schemas::sentAsText, override);
        scans.add(new Scan(task.schema(), sql, table));
      }
    }
    return scans;
  }

  /**
   * The number of the table's pages. The planner's figure is 0 until a table is analyzed, but a
   * table that was just loaded must be split too.
   */
  private static long pages(Connection session, PublishedTable table) throws SQLException {
    try (PreparedStatement statement =
        session.prepareStatement(
            "SELECT pg_catalog.pg_relation_size(?::pg_catalog.oid)"
                + " / pg_catalog.current_setting('block_size')::int8")) {
      statement.setLong(1, Integer.toUnsignedLong(table.oid()));
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return Math.max(table.estimatedPages(), result.getLong(1));
      }
    }
  }

  private void run(List<Connection> sessions, Queue<Scan> scans, BatchConsumer handover)
      throws SQLException, InterruptedException {
    AtomicReference<Exception> failure = new AtomicReference<>();
    ArrayDeque<Thread> threads = new ArrayDeque<>();
    for (Connection session : sessions) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (Scan scan = scans.poll(); scan != null; scan = scans.poll()) {
                    if (failure.get() != null) {
                      return;
                    }
                    read(session, scan, handover);
                  }
                } catch (SQLException | RuntimeException | InterruptedException e) {
                  failure.compareAndSet(null, e);
                }
              },
              "waltap-snapshot-" + slot + "-" + threads.size());
      threads.add(thread);
      thread.start();
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      failure.compareAndSet(null, e);
      for (Connection session : sessions) {
        // ends a COPY that waits for the server
        session.abort(Runnable::run);
      }
      for (Thread thread : threads) {
        thread.interrupt();
      }
      throw e;
    }
    Exception problem = failure.get();
    if (problem instanceof SQLException e) {
      throw e;
    } else if (problem instanceof InterruptedException e) {
      throw e;
    } else if (problem instanceof RuntimeException e) {
      throw e;
    }
  }

  private void read(Connection session, Scan scan, BatchConsumer handover)
      throws SQLException, InterruptedException {
    TableSchema schema = scan.schema();
    IntPredicate text =
        index -> schemas.sentAsText(schema.relation().columns().get(index).typeOid());
    CopyRows rows = new CopyRows(schema.relation().columns().size(), text);
    String sql = ConnectionFactory.text(session, scan.sql());
    CopyOut copy = session.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    Batch batch = new Batch();
    CapturedRecord last = null;
    int lastSize = 0;
    for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
      TupleData tuple = rows.row(message);
      if (tuple == null) {
        continue;
      }
      if (last != null) {
        batch.add(last);
        batch.addBytes(lastSize);
      }
      last = scan.table().records().row(tuple, scan.table().marker(), batch.time());
      lastSize = message.length;
      if (limit.reachedBy(batch)) {
        handover.accept(batch);
        batch = new Batch();
      }
    }
    if (!batch.isEmpty()) {
      handover.accept(batch);
    }
    scan.table().rangeRead(last);
  }

  private record Scan(TableSchema schema, String sql, SnapshotProgress.Table table) {}
}

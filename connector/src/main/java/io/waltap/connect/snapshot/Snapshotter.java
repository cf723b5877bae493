/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.SnapshotSettings;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.PublishedPartitions;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.SearchPath;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.database.TablePartition;
import io.waltap.connect.database.TablePartitions;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.TupleData;
import io.waltap.connect.position.TableIdentity;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
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
   * Reads the tables and hands their rows over. A table that cannot be read does not stop the
   * others. The exporting session must run no other command until this returns.
   *
   * @param outcomes told of each table, whether it was read
   * @throws SQLException if the snapshot can no longer be read; tables that were completed stay
   *     completed
   */
  public void read(
      SnapshotPoint point, List<TableTask> tasks, BatchConsumer handover, TableOutcomes outcomes)
      throws SQLException, InterruptedException {
    if (tasks.isEmpty()) {
      return;
    }
    List<SnapshotSession> sessions = new ArrayList<>();
    try {
      SnapshotSession first = new SnapshotSession(connections, point);
      sessions.add(first);
      SnapshotProgress progress =
          new SnapshotProgress(tasks.size(), handover, heartbeats, outcomes);
      List<Scan> scans = scans(first, point, tasks, progress);
      LOG.info(
          "snapshot at {}: {} tables, {} ranges, up to {} connections",
          Lsn.format(point.lsn()),
          tasks.size(),
          scans.size(),
          settings.maxThreads());
      while (sessions.size() < Math.min(settings.maxThreads(), scans.size())) {
        sessions.add(new SnapshotSession(connections, point));
      }
      run(sessions, scans, handover);
      if (!progress.isThrough()) {
        throw new IllegalStateException(
            "the snapshot at " + Lsn.format(point.lsn()) + " ended before all tables were read");
      }
    } finally {
      for (SnapshotSession session : sessions) {
        session.close();
      }
    }
  }

  private List<Scan> scans(
      SnapshotSession session,
      SnapshotPoint point,
      List<TableTask> tasks,
      SnapshotProgress progress)
      throws SQLException, InterruptedException {
    long timeMicros;
    long xid;
    try (Statement statement = session.connection().createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000000)::pg_catalog.int8,"
                    + " CASE WHEN pg_catalog.pg_is_in_recovery() THEN 0"
                    + " ELSE pg_catalog.txid_current() END")) {
      result.next();
      timeMicros = result.getLong(1);
      xid = result.getLong(2);
    }
    List<Scan> scans = new ArrayList<>();
    for (TableTask task : tasks) {
      PublishedTable table = task.table();
      String override = settings.selectOverride(table.id());
      List<Part> parts;
      try {
        requireFilter(table);
        parts = parts(session, task, override);
      } catch (SQLException | ConnectException e) {
        session.renew(); // if that fails, the snapshot is gone, and not only this table
        progress.unplanned(task, e);
        continue;
      }
      TableIdentity identity =
          new TableIdentity(table.oid(), table.members(), table.partitions().seen());
      SnapshotRecords records =
          new SnapshotRecords(
              context, schemas, task.schema(), timeMicros, xid, point.lsn(), point.end(), identity);
      // a statement of the user's, or a part of the partitions, may leave rows out
      boolean whole = override == null && task.partitions().isEmpty();
      if (parts.isEmpty()) {
        progress.empty(task, records, whole);
        continue;
      }
      SnapshotProgress.Table reading = progress.table(task, records, whole, parts.size());
      for (Part part : parts) {
        TableSource source = part.source();
        String sql =
            CopyStatement.of(
                table, task.schema(), source, part.range(), schemas::sentAsText, override);
        scans.add(new Scan(task.schema(), sql, override != null, reading, source.oid(), false));
      }
    }
    return scans;
  }

  /** What is read of a table, by one COPY each. */
  private static List<Part> parts(SnapshotSession session, TableTask task, String override)
      throws SQLException {
    PublishedTable table = task.table();
    if (override != null) {
      return List.of(new Part(TableSource.whole(table), PageRange.WHOLE));
    }
    List<TableSource> sources = List.of(TableSource.whole(table));
    if (table.partitioned()) {
      // as the snapshot shows them: a check may have been made before it, or after
      TablePartitions partitions =
          PublishedPartitions.read(session.connection(), List.of(table.oid()))
              .getOrDefault(table.oid(), TablePartitions.NONE);
      sources = TableSource.of(table, partitions, task.partitions());
      if (task.partitions().isEmpty() && partitions.anyForeign()) {
        LOG.warn(
            "table {}: the rows of its partitions {} are not read, because they are foreign tables"
                + " and the server does not stream their changes",
            table.id(),
            partitions.leaves().stream()
                .filter(TablePartition::foreign)
                .map(TablePartition::id)
                .toList());
      }
    }
    List<Part> parts = new ArrayList<>();
    for (TableSource source : sources) {
      List<PageRange> ranges =
          source.inRanges() ? ranges(session, source) : List.of(PageRange.WHOLE);
      ranges.forEach(range -> parts.add(new Part(source, range)));
    }
    return parts;
  }

  /** Rows that the publication leaves out are not to be read. */
  private static void requireFilter(PublishedTable table) throws SQLException {
    if (!table.filterKnown()) {
      throw new SQLException(
          "the table was locked when its row filter was to be read", SqlStates.LOCK_NOT_AVAILABLE);
    }
  }

  private static List<PageRange> ranges(SnapshotSession session, TableSource source)
      throws SQLException {
    try {
      return PageRange.cut(pages(session.connection(), source));
    } catch (SQLException e) {
      if (!SqlStates.LOCK_NOT_AVAILABLE.equals(SqlStates.state(e))) {
        throw e;
      }
      session.renew(); // if that fails, the snapshot is gone, and not only this table
      // the ranges are read later, when the table may be unlocked; the last one has no end
      return PageRange.cut(source.estimatedPages());
    }
  }

  /**
   * The number of the relation's pages. The planner's figure is 0 until a table is analyzed, but a
   * table that was just loaded must be split too.
   */
  private static long pages(Connection session, TableSource source) throws SQLException {
    try (PreparedStatement statement =
        session.prepareStatement(
            "SELECT pg_catalog.pg_relation_size(?::pg_catalog.oid)"
                + " / pg_catalog.current_setting('block_size')::int8")) {
      statement.setLong(1, Integer.toUnsignedLong(source.oid()));
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return Math.max(source.estimatedPages(), result.getLong(1));
      }
    }
  }

  private void run(List<SnapshotSession> sessions, List<Scan> scans, BatchConsumer handover)
      throws SQLException, InterruptedException {
    List<Supplier<CopyConnection>> watched = new ArrayList<>();
    sessions.forEach(session -> watched.add(session::copies));
    CopyWatch watch = CopyWatch.start(connections, slot, watched);
    try {
      RangeThreads.read(
          sessions,
          scans,
          "waltap-snapshot-" + slot + "-",
          (session, scan) -> scan(session, scan, handover),
          () -> {
            sessions.forEach(SnapshotSession::stop);
            connections.end(sessions.stream().map(SnapshotSession::connection).toList());
          });
    } finally {
      watch.close();
    }
  }

  /**
   * Reads a range. If it cannot be read, its table has failed, or is locked and is read last.
   *
   * @return the range, to be read after the others; null if it is done
   */
  private Scan scan(SnapshotSession session, Scan scan, BatchConsumer handover)
      throws SQLException, InterruptedException {
    if (scan.table().isFailed()) {
      return null;
    }
    scan.table().begin();
    try {
      read(session, scan, handover);
      return null;
    } catch (SQLException | RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException("stopped");
      }
      session.renew(); // if that fails, the snapshot is gone, and not only this table
      boolean locked =
          e instanceof SQLException error
              && SqlStates.LOCK_NOT_AVAILABLE.equals(SqlStates.state(error));
      PublishedTable table = scan.table().task().table();
      if (locked) {
        LOG.warn(
            "table {} is locked by process {}; {}",
            table.id(),
            session.lockHolders(scan.oid()),
            scan.postponed() ? "it is read later" : "the other tables are read first");
      }
      if (locked && !scan.postponed()) {
        return new Scan(scan.schema(), scan.sql(), scan.usersOwn(), scan.table(), scan.oid(), true);
      }
      scan.table().fail(e);
      return null;
    }
  }

  private void read(SnapshotSession session, Scan scan, BatchConsumer handover)
      throws SQLException, InterruptedException {
    if (!scan.usersOwn()) {
      copy(session, scan, handover);
      return;
    }
    SearchPath.useOwn(session.connection());
    copy(session, scan, handover);
    SearchPath.useCatalog(session.connection());
  }

  private void copy(SnapshotSession session, Scan scan, BatchConsumer handover)
      throws SQLException, InterruptedException {
    TableSchema schema = scan.schema();
    IntPredicate text =
        index -> schemas.sentAsText(schema.relation().columns().get(index).typeOid());
    CopyRows rows = new CopyRows(schema.relation().columns().size(), text);
    CopyConnection copies = session.copies();
    CopyOut copy = copies.copyOut(scan.sql());
    Batch batch = new Batch();
    CapturedRecord last = null;
    int lastSize = 0;
    for (byte[] message = copies.read(copy); message != null; message = copies.read(copy)) {
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
        if (scan.table().isFailed()) {
          // another range could not be read, so nothing more of the table counts; and in the middle
          // of a COPY nothing else can be asked of a session
          session.renew();
          return;
        }
        handover.accept(batch);
        batch = new Batch();
      }
    }
    if (scan.table().isFailed()) {
      return;
    }
    if (!batch.isEmpty()) {
      handover.accept(batch);
    }
    scan.table().rangeRead(last);
  }

  /** A range of a table, or of a partition. */
  private record Part(TableSource source, PageRange range) {}

  /**
   * @param usersOwn the statement has one of the user's in it
   * @param oid of the relation that it reads
   * @param postponed whether it was tried before, when the table was locked
   */
  private record Scan(
      TableSchema schema,
      String sql,
      boolean usersOwn,
      SnapshotProgress.Table table,
      int oid,
      boolean postponed) {}
}

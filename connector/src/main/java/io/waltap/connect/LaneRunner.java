/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.CreatedSlot;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.Publications;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.ReplicationSlots;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.event.TableSchemas;
import io.waltap.connect.event.TopicNaming;
import io.waltap.connect.lane.GapException;
import io.waltap.connect.lane.StartPlan;
import io.waltap.connect.lane.StoredPositions;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.DebeziumOffset;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.record.TablePosition;
import io.waltap.connect.replication.RecordQueue;
import io.waltap.connect.replication.ReplicationStream;
import io.waltap.connect.snapshot.SnapshotPoint;
import io.waltap.connect.snapshot.Snapshotter;
import io.waltap.connect.snapshot.TableTask;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one lane on its own thread, from the first connection to the end of the task: plans the start, makes publication and slot, reads the
 * snapshot, streams; and does again what a lost link interrupted. It gives up only for what a retry cannot mend.
 */
final class LaneRunner implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneRunner.class);

  private final ConnectorConfig config;
  private final OffsetStorageReader offsets;
  private final RecordQueue queue;
  private final Outbox outbox;
  private final ConnectorMetrics metrics;
  private final ConnectionFactory connections;
  private final Catalog catalog;
  private final HeartbeatRecords heartbeats;
  private final TableSchemas schemas;
  private final RecordContext context;
  private final Snapshotter snapshotter;
  private final Backoff backoff;

  /** Holds what this run of the task has delivered, so it outlives each attempt. */
  private RecordBuilder records;

  private ChangeStream stream;

  /** The start is through: from then on only the link is made again. */
  private boolean started;

  private boolean done;

  LaneRunner(
      ConnectorConfig config,
      OffsetStorageReader offsets,
      RecordQueue queue,
      Outbox outbox,
      RecordContext context,
      TopicNaming topics,
      HeartbeatRecords heartbeats,
      ConnectorMetrics metrics) {
    this.config = config;
    this.offsets = offsets;
    this.queue = queue;
    this.outbox = outbox;
    this.context = context;
    this.heartbeats = heartbeats;
    this.metrics = metrics;
    this.connections = new ConnectionFactory(config);
    this.catalog = new Catalog(connections);
    this.schemas = new TableSchemas(config, catalog, topics);
    this.snapshotter = new Snapshotter(connections, config, context, heartbeats, schemas);
    this.backoff = new Backoff(config.reconnectBackoff(), config.reconnectBackoffMax());
  }

  @Override
  public void run() {
    try {
      while (!done) {
        try {
          attempt();
        } catch (SQLException e) {
          retryOrFail(e, SqlStates.retriable(e), SqlStates.describe(e));
        } catch (DatabaseException e) {
          retryOrFail(e, e.retriable(), e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      LOG.info("lane {} stopped", config.slotName());
    } catch (GapException e) {
      queue.fail(new ConnectException(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("lane {} failed", config.slotName(), e);
      queue.fail(
          e instanceof ConnectException failure
              ? failure
              : new ConnectException(
                  "lane \"" + config.slotName() + "\" failed: " + e.getMessage(), e));
    } finally {
      catalog.close();
    }
  }

  private void attempt() throws SQLException, InterruptedException {
    if (!started) {
      done = !start();
      started = true;
    }
    if (done) {
      LOG.info(
          "snapshot.mode={}: the snapshot is complete, nothing to stream", config.snapshotMode());
      return;
    }
    try (ReplicationStream link = ReplicationStream.start(connections, config)) {
      LOG.info(
          "streaming from slot \"{}\", publication \"{}\"",
          config.slotName(),
          config.publicationName());
      metrics.connected(true);
      backoff.reset();
      stream.run(link);
    } finally {
      metrics.connected(false);
    }
  }

  private void retryOrFail(Exception problem, boolean retriable, String description)
      throws InterruptedException {
    int limit = config.errorsMaxRetries();
    if (!retriable || limit >= 0 && backoff.attempts() >= limit) {
      LOG.error("lane {} gives up", config.slotName(), problem);
      throw new ConnectException(explained(problem, description), problem);
    }
    Duration wait = backoff.next();
    metrics.reconnecting();
    LOG.warn(
        "lane \"{}\": {}. Nothing is lost; attempt {} in {} ms",
        config.slotName(),
        description,
        backoff.attempts(),
        wait.toMillis());
    Thread.sleep(wait.toMillis());
  }

  /** Says what a failure to stream means; the server's own words leave out the remedy. */
  private String explained(Exception problem, String description) {
    String state = problem instanceof SQLException e ? SqlStates.state(e) : "";
    return switch (state == null ? "" : state) {
      case "42704" ->
          "slot \""
              + config.slotName()
              + "\" or publication \""
              + config.publicationName()
              + "\" is gone: "
              + description
              + ". If the slot was dropped, changes since the last delivered position "
              + Lsn.format(outbox.delivered())
              + " are lost: read the tables again by snapshot.mode=when_needed. A publication can be"
              + " made again by CREATE PUBLICATION; then restart the task.";
      case "55000" ->
          "slot \""
              + config.slotName()
              + "\" can no longer be read: "
              + description
              + ". Changes after "
              + Lsn.format(outbox.delivered())
              + " are lost to it: SELECT pg_drop_replication_slot('"
              + config.slotName()
              + "'); and read the tables again by snapshot.mode=when_needed.";
      default -> "lane \"" + config.slotName() + "\": " + description;
    };
  }

  /**
   * All that is done once: plan, publication, slot, snapshot. Repeated from the beginning if it is interrupted.
   *
   * @return whether there is anything to stream
   */
  private boolean start() throws SQLException, InterruptedException {
    pause(config.snapshotDelay());
    Optional<SlotState> slot;
    ServerInfo server;
    try (Connection session = connections.open()) {
      server = ServerInfo.read(session);
      requireUsable(server);
      Publications.ensure(session, config);
      slot = ReplicationSlots.find(session, config.slotName());
    }
    slot.ifPresent(this::requireOurs);
    Map<String, PublishedTable> tables = capturedTables();
    try (Connection exporter = connections.openReplication()) {
      SystemIdentity identity = ServerInfo.identify(exporter);
      outbox.identify(identity.systemId(), identity.timeline());
      StoredPositions stored = storedPositions(tables.keySet());
      StartPlan plan =
          StartPlan.of(
              stored, slot, identity, config.snapshotMode(), tables.keySet(), config.slotName());
      LOG.info(
          "PostgreSQL {} (system {}, timeline {}), {} tables; slot \"{}\" {}; {} tables to read",
          server.shortVersion(),
          identity.systemId(),
          identity.timeline(),
          tables.size(),
          config.slotName(),
          slot.map(found -> "at " + Lsn.format(found.confirmedFlushLsn())).orElse("to be made"),
          plan.snapshotTables().size());
      carryOut(plan, stored, slot, exporter, tables);
      pause(config.streamingDelay());
      return plan.stream();
    }
  }

  private void carryOut(
      StartPlan plan,
      StoredPositions stored,
      Optional<SlotState> slot,
      Connection exporter,
      Map<String, PublishedTable> tables)
      throws SQLException, InterruptedException {
    if (plan.dropSlot()) {
      try (Connection session = connections.open()) {
        ReplicationSlots.drop(session, config.slotName());
      }
    }
    if (records == null || plan.forgetPositions()) {
      records =
          new RecordBuilder(context, schemas, plan.forgetPositions() ? Map.of() : stored.tables());
      stream = new ChangeStream(records, outbox, config.maxBatchSize());
      metrics.captured(records::events);
    }
    takeOver(stored, tables.keySet());
    List<TableTask> tasks = tasks(plan, tables);
    records.snapshotPending(plan.snapshotTables());
    if (plan.createSlot()) {
      CreatedSlot created =
          ReplicationSlots.create(exporter, config.slotName(), false, config.slotFailover());
      LOG.info("made slot \"{}\" at {}", created.name(), Lsn.format(created.consistentPoint()));
      begin(created.consistentPoint(), plan);
      snapshot(created, tasks);
      return;
    }
    if (slot.isPresent()) {
      begin(slot.get().confirmedFlushLsn(), plan);
    }
    if (!tasks.isEmpty()) {
      // a snapshot comes with its log position only when a slot exports it; this one ends with the
      // session
      CreatedSlot temporary = ReplicationSlots.create(exporter, temporaryName(), true, false);
      if (plan.stream()) {
        catchUp(temporary.consistentPoint());
      }
      snapshot(temporary, tasks);
    }
  }

  /** Carries on where Debezium left off, and stores that for each table, so that the next start needs Debezium's offset no more. */
  private void takeOver(StoredPositions stored, Set<String> tables)
      throws SQLException, InterruptedException {
    if (stored.debezium().isEmpty()) {
      return;
    }
    DebeziumOffset debezium = stored.debezium().get();
    LOG.info(
        "carrying on from Debezium's offset: {} tables, all before {} is delivered",
        tables.size(),
        Lsn.format(debezium.committedLsn()));
    records.resumeAfter(debezium);
    Batch markers = new Batch();
    for (String table : tables) {
      markers.add(heartbeats.table(table, debezium.tablePosition()));
    }
    outbox.handRows(markers);
  }

  /**
   * Delivers all changes up to a snapshot before its rows: an earlier attempt may have delivered rows that have changed or gone since,
   * and nothing of what happened to them may be left out, or come after what the snapshot shows.
   */
  private void catchUp(long lsn) throws SQLException, InterruptedException {
    try (ReplicationStream link = ReplicationStream.start(connections, config)) {
      stream.runUntil(lsn, link);
    }
  }

  private List<TableTask> tasks(StartPlan plan, Map<String, PublishedTable> tables) {
    List<TableTask> tasks = new ArrayList<>();
    for (Map.Entry<String, PublishedTable> entry : tables.entrySet()) {
      PublishedTable table = entry.getValue();
      if (plan.snapshotTables().contains(entry.getKey())
          && config.snapshotIncludes(table.schema(), table.name())) {
        tasks.add(new TableTask(table, schemas.compileForSnapshot(table.relation())));
      }
    }
    return tasks;
  }

  /** The lane's first position goes out before anything else, so that every later restart can tell a gap from a crash. */
  private void begin(long lsn, StartPlan plan) throws SQLException, InterruptedException {
    if (plan.stream()) {
      outbox.delivered(lsn);
      outbox.hand(new Batch(), true, () -> {});
    }
  }

  private void snapshot(CreatedSlot exported, List<TableTask> tasks)
      throws SQLException, InterruptedException {
    SnapshotPoint point = new SnapshotPoint(exported.consistentPoint(), exported.snapshotName());
    metrics.snapshotStarted(tasks.size());
    snapshotter.read(
        point,
        tasks,
        outbox::handRows,
        table -> {
          records.snapshotCompleted(table, point.lsn());
          metrics.snapshotTableCompleted();
        });
    if (!tasks.isEmpty()) {
      LOG.info("snapshot at {} complete: {} tables", Lsn.format(point.lsn()), tasks.size());
    }
  }

  /** Before the first attempt: what Connect has stored; afterwards what this run has delivered since counts too. */
  private StoredPositions storedPositions(Set<String> tables) {
    StoredPositions stored =
        StoredPositions.read(offsets, config.topicPrefix(), config.slotName(), tables);
    Map<String, TablePosition> merged = new HashMap<>(stored.tables());
    if (records != null) {
      merged.putAll(records.positions());
    }
    return new StoredPositions(stored.lane(), merged, stored.debezium());
  }

  private Map<String, PublishedTable> capturedTables() {
    Map<String, PublishedTable> tables = new TreeMap<>();
    for (PublishedTable table : catalog.publishedTables(config.publicationName())) {
      if (config.tables().includes(table.schema(), table.name())) {
        tables.put(table.schema() + "." + table.name(), table);
      }
    }
    return tables;
  }

  private void requireUsable(ServerInfo server) {
    if (server.versionNum() < ServerInfo.OLDEST_VERSION_NUM) {
      throw new ConnectException(
          "PostgreSQL "
              + server.shortVersion()
              + " cannot stream in binary form; Waltap needs PostgreSQL 14 or later");
    }
    if (!"logical".equals(server.walLevel())) {
      throw new ConnectException(
          "wal_level is "
              + server.walLevel()
              + ", and logical replication needs logical: ALTER SYSTEM SET wal_level = logical;"
              + " and restart the server");
    }
  }

  private void requireOurs(SlotState slot) {
    if (!"pgoutput".equals(slot.plugin())) {
      throw new ConnectException(
          "slot \""
              + slot.name()
              + "\" uses the plugin "
              + slot.plugin()
              + ", Waltap reads pgoutput: choose another slot.name");
    }
    if (!config.databaseName().equals(slot.database())) {
      throw new ConnectException(
          "slot \""
              + slot.name()
              + "\" belongs to database "
              + slot.database()
              + ", not "
              + config.databaseName()
              + ": choose another slot.name");
    }
  }

  private String temporaryName() {
    String suffix = "_tmp" + Long.toString(System.nanoTime() & 0xFFFFFFL, Character.MAX_RADIX);
    String base = config.slotName();
    int room = 63 - suffix.length();
    return (base.length() > room ? base.substring(0, room) : base) + suffix;
  }

  private static void pause(Duration delay) throws InterruptedException {
    if (!delay.isZero()) {
      Thread.sleep(delay.toMillis());
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.StartPosition;
import io.waltap.connect.database.Backoff;
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
import io.waltap.connect.layout.LaneArrival;
import io.waltap.connect.layout.LaneSlots;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.position.DebeziumOffset;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.SourcePartition;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.schema.TopicNaming;
import io.waltap.connect.snapshot.SnapshotPoint;
import io.waltap.connect.snapshot.Snapshotter;
import io.waltap.connect.snapshot.TableTask;
import io.waltap.connect.stream.ChangeStream;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordQueue;
import io.waltap.connect.stream.ReplicationStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one lane on its own thread, from the first connection to the end of the task: plans the
 * start, makes publication and slot, reads the snapshot, streams; and does again what a lost link
 * interrupted. It gives up only for what a retry cannot mend.
 */
public final class LaneRunner implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneRunner.class);

  private final ConnectorConfig config;
  private final OffsetStorageReader offsets;
  private final RecordQueue queue;
  private final Outbox outbox;
  private final ConnectorMetrics metrics;
  private final ConnectionFactory connections;
  private final Catalog catalog;
  private final TableSchemas schemas;
  private final LaneParts parts;
  private final LaneChecks checks;
  private final LanePublicationChoice publisher;
  private final SlotGuard hold;
  private final Backoff backoff;

  /** Holds what this run of the task has delivered, so it outlives each attempt. */
  private RecordBuilder records;

  private ChangeStream stream;
  private TableAdmission watch;

  /** The start is through: from then on only the link is made again. */
  private boolean started;

  /** Nothing was ever stored when this start began. */
  private boolean firstStart;

  private boolean done;

  public LaneRunner(
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
    this.metrics = metrics;
    this.connections = new ConnectionFactory(config);
    this.catalog = new Catalog(connections);
    this.schemas = new TableSchemas(config, catalog, topics);
    this.parts =
        new LaneParts(
            config,
            connections,
            catalog,
            schemas,
            context,
            heartbeats,
            new Snapshotter(connections, config, context, heartbeats, schemas),
            outbox,
            metrics);
    this.checks = new LaneChecks(config);
    this.publisher = new LanePublicationChoice(parts);
    this.hold = new SlotGuard(config, connections);
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
      if (watch != null) {
        watch.close();
      }
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
    String publication = publisher.choose();
    try (ReplicationStream link = ReplicationStream.start(connections, config, publication)) {
      if (isSucceeded()) {
        return;
      }
      started = hold.isWhereWeLeftIt();
      if (!started) {
        return; // the start sees whether that leaves a gap
      }
      LOG.info("streaming from slot \"{}\", publication \"{}\"", config.slotName(), publication);
      metrics.connected(true);
      backoff.reset();
      watch.streaming();
      hold.read(link, () -> stream.run(link));
    } catch (SQLException e) {
      if (!publisher.isToBlame(e)) {
        throw e;
      }
    } finally {
      metrics.connected(false);
      started &= !watch.mustStartAgain();
    }
  }

  /**
   * Another run of this lane, of a later layout, has begun while this one had lost its link: its
   * slot is not ours any more.
   */
  private boolean isSucceeded() {
    if (config.lane().epoch() > 0) {
      LanePosition latest =
          LaneSlots.stored(offsets, config.topicPrefix(), config.lane().baseSlot())
              .get(config.slotName());
      done = latest != null && latest.epoch() > config.lane().epoch();
    }
    if (done) {
      LOG.info("lane {} goes on in another task; this one ends", config.slotName());
    }
    return done;
  }

  private void retryOrFail(Exception problem, boolean retriable, String description)
      throws InterruptedException {
    int limit = config.errorsMaxRetries();
    if (!retriable || limit >= 0 && backoff.attempts() >= limit) {
      LOG.error("lane {} gives up", config.slotName(), problem);
      throw new ConnectException(
          checks.explained(problem, description, outbox.delivered()), problem);
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

  /**
   * All that is done once: plan, publication, slot, snapshot. Repeated from the beginning if it is
   * interrupted.
   *
   * @return whether there is anything to stream
   */
  private boolean start() throws SQLException, InterruptedException {
    pause(config.snapshotDelay());
    ServerInfo server;
    try (Connection session = connections.open()) {
      server = ServerInfo.read(session);
      LaneChecks.requireUsable(server);
      if (config.lane().index() == 0) {
        Publications.ensure(session, config);
      }
    }
    Supplier<Map<String, LanePosition>> lanes =
        () -> LaneSlots.stored(offsets, config.topicPrefix(), config.lane().baseSlot());
    boolean sameSlot = new LaneArrival(config, connections, catalog).enter(lanes);
    Optional<SlotState> slot;
    try (Connection session = connections.open()) {
      slot = ReplicationSlots.find(session, config.slotName());
    }
    slot.ifPresent(checks::requireOurs);
    Map<String, PublishedTable> tables = catalog.capturedTables(config);
    try (Connection exporter = connections.openReplication()) {
      SystemIdentity identity = ServerInfo.identify(exporter);
      outbox.identify(identity.systemId(), identity.timeline());
      boolean firstLayout = LaneSlots.firstLayout(lanes.get(), config.lane().epoch());
      StoredPositions stored = storedPositions(tables.keySet(), firstLayout);
      if (!sameSlot && slot.isPresent()) {
        stored = stored.from(slot.get().confirmedFlushLsn());
      }
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
      firstStart = stored.isEmpty() && stored.debezium().isEmpty() && firstLayout;
      carryOut(plan, stored, slot, exporter, tables, identity);
      outbox.release(); // what was held for tables that are read by now
      pause(config.streamingDelay());
      return plan.stream();
    }
  }

  private void carryOut(
      StartPlan plan,
      StoredPositions stored,
      Optional<SlotState> slot,
      Connection exporter,
      Map<String, PublishedTable> tables,
      SystemIdentity identity)
      throws SQLException, InterruptedException {
    if (plan.dropSlot()) {
      try (Connection session = connections.open()) {
        ReplicationSlots.drop(session, config.slotName());
      }
    }
    if (records == null || plan.forgetPositions()) {
      observe(plan.forgetPositions() ? Map.of() : stored.tables(), tables.keySet());
    }
    takeOver(stored);
    List<TableTask> tasks = tasks(plan, stored, tables);
    records.snapshotPending(plan.snapshotTables());
    hold.startsAt(slot.map(SlotState::confirmedFlushLsn).orElse(Lsn.NONE));
    if (plan.createSlot()) {
      CreatedSlot created =
          ReplicationSlots.create(exporter, config.slotName(), false, config.slotFailover());
      hold.startsAt(created.consistentPoint());
      LOG.info("made slot \"{}\" at {}", created.name(), Lsn.format(created.consistentPoint()));
      begin(created.consistentPoint(), plan);
      startAt(created.consistentPoint(), tables.keySet(), identity);
      snapshot(created, tasks);
      return;
    }
    if (slot.isPresent()) {
      if (plan.stream() && config.lane().epoch() > 0) {
        hold.requireUnmoved();
      }
      begin(slot.get().confirmedFlushLsn(), plan);
      startAt(slot.get().confirmedFlushLsn(), tables.keySet(), identity);
    }
    if (!tasks.isEmpty()) {
      // a snapshot comes with its log position only when a slot exports it; this one ends with the
      // session
      CreatedSlot temporary = ReplicationSlots.create(exporter, parts.temporarySlot(), true, false);
      if (plan.stream()) {
        catchUp(temporary.consistentPoint());
      }
      snapshot(temporary, tasks);
    }
  }

  private void observe(Map<String, TablePosition> positions, Set<String> tables) {
    if (watch != null) {
      watch.close();
    }
    watch = new TableAdmission(parts, publisher, tables, this::storedPosition);
    records = new RecordBuilder(parts.context(), schemas, watch, positions);
    watch.records(records);
    stream = new ChangeStream(records, outbox, watch, config.maxBatchSize());
    metrics.captured(records::events);
  }

  /**
   * Carries on where Debezium left off, and stores that for each table, so that the next start
   * needs Debezium's offset no more.
   */
  private void takeOver(StoredPositions stored) throws SQLException, InterruptedException {
    if (stored.debezium().isEmpty()) {
      return;
    }
    DebeziumOffset debezium = stored.debezium().get();
    LOG.info(
        "carrying on from Debezium's offset: {} tables, all before {} is delivered",
        stored.inherited().size(),
        Lsn.format(debezium.committedLsn()));
    records.resumeAfter(debezium);
    mark(stored.inherited(), debezium.tablePosition());
  }

  private void mark(Set<String> tables, TablePosition position)
      throws SQLException, InterruptedException {
    Batch markers = new Batch();
    for (String table : tables) {
      markers.add(parts.heartbeats().table(table, position));
    }
    outbox.handRows(markers);
  }

  /** {@code start.position}: at a first start, what lies before counts as delivered. */
  private void startAt(long slotLsn, Set<String> tables, SystemIdentity identity)
      throws SQLException, InterruptedException {
    StartPosition start = config.startPosition();
    if (!firstStart || start.kind() == StartPosition.Kind.TAIL) {
      return;
    }
    long lsn = start.kind() == StartPosition.Kind.HEAD ? identity.walPosition() : start.lsn();
    if (Lsn.isAfter(lsn, identity.walPosition())) {
      throw new ConnectException(
          "start.position "
              + Lsn.format(lsn)
              + " is ahead of the server, whose log ends at "
              + Lsn.format(identity.walPosition())
              + ": changes would be dropped");
    }
    if (Lsn.isAfter(slotLsn, lsn) && start.kind() == StartPosition.Kind.LSN) {
      throw new ConnectException(
          "start.position "
              + Lsn.format(lsn)
              + " cannot be had: slot \""
              + config.slotName()
              + "\" begins at "
              + Lsn.format(slotLsn)
              + ", what lies before is released. Use start.position=tail to begin there");
    }
    LOG.info("beginning at {}: what committed before is not delivered", Lsn.format(lsn));
    Set<String> all = new HashSet<>(tables);
    all.add(SourcePartition.TRANSACTIONS);
    all.add(SourcePartition.MESSAGES);
    all.add(SourcePartition.IMMEDIATE_MESSAGES);
    TablePosition position = TablePosition.snapshot(true, lsn);
    all.forEach(table -> records.admit(table, position));
    mark(all, position);
  }

  /**
   * Delivers all changes up to a snapshot before its rows: an earlier attempt may have delivered
   * rows that have changed or gone since, and nothing of what happened to them may be left out, or
   * come after what the snapshot shows.
   */
  private void catchUp(long lsn) throws SQLException, InterruptedException {
    try (ReplicationStream link =
        ReplicationStream.start(connections, config, config.publicationName())) {
      hold.read(link, () -> stream.runUntil(lsn, link));
    }
  }

  /**
   * The tables to be read before streaming; those that are read beside it are given to the watch.
   */
  private List<TableTask> tasks(
      StartPlan plan, StoredPositions stored, Map<String, PublishedTable> tables) {
    List<TableTask> tasks = new ArrayList<>();
    for (Map.Entry<String, PublishedTable> entry : tables.entrySet()) {
      PublishedTable table = entry.getValue();
      if (!plan.snapshotTables().contains(entry.getKey())
          || !config.snapshotIncludes(table.schema(), table.name())) {
        continue;
      }
      if (plan.stream() && watch.readsIncrementally(table)) {
        TablePosition position =
            plan.forgetPositions() ? null : stored.tables().get(entry.getKey());
        watch.readIncrementally(table, position == null ? null : position.after());
      } else {
        tasks.add(new TableTask(table, schemas.compileForSnapshot(table.relation())));
      }
    }
    return tasks;
  }

  /**
   * The lane's first position goes out before anything else, so that every later restart can tell a
   * gap from a crash.
   */
  private void begin(long lsn, StartPlan plan) throws SQLException, InterruptedException {
    if (plan.stream()) {
      outbox.delivered(lsn);
      outbox.hand(new Batch(), true, () -> {});
    }
  }

  private void snapshot(CreatedSlot exported, List<TableTask> tasks)
      throws SQLException, InterruptedException {
    SnapshotPoint point =
        new SnapshotPoint(exported.consistentPoint(), exported.snapshotName(), true);
    metrics.snapshotStarted(tasks.size());
    parts
        .snapshotter()
        .read(
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

  /**
   * Before the first attempt: what Connect has stored; afterwards what this run has delivered since
   * counts too.
   */
  private StoredPositions storedPositions(Set<String> tables, boolean firstLayout) {
    StoredPositions stored =
        StoredPositions.read(offsets, config.topicPrefix(), config.slotName(), tables, firstLayout);
    Map<String, TablePosition> merged = new HashMap<>(stored.tables());
    if (records != null) {
      merged.putAll(records.positions());
    }
    return new StoredPositions(stored.lane(), merged, stored.debezium(), stored.inherited());
  }

  private TablePosition storedPosition(String table) {
    return StoredPositions.read(
            offsets, config.topicPrefix(), config.slotName(), List.of(table), false)
        .tables()
        .get(table);
  }

  private static void pause(Duration delay) throws InterruptedException {
    if (!delay.isZero()) {
      Thread.sleep(delay.toMillis());
    }
  }
}

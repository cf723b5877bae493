/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.config.StartPosition;
import io.waltap.connect.database.CreatedSlot;
import io.waltap.connect.database.PublishedTable;
import io.waltap.connect.database.ServerInfo;
import io.waltap.connect.database.SlotState;
import io.waltap.connect.database.SystemIdentity;
import io.waltap.connect.layout.LaneSlots;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.pgoutput.Lsn;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.schema.TopicCollisions.Collision;
import io.waltap.connect.schema.UndeliverableTableException;
import io.waltap.connect.snapshot.SnapshotPoint;
import io.waltap.connect.snapshot.TableTask;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.table.Membership;
import io.waltap.connect.table.TableEntry;
import io.waltap.connect.table.TableLife;
import io.waltap.connect.table.TableLife.Snapshotting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does everything that comes before a lane streams: plan, publication, slot, positions, snapshot. A
 * start that is interrupted is repeated from the beginning; each step can be repeated. Used by the
 * lane's thread.
 */
final class LaneStart {
  private static final Logger LOG = LoggerFactory.getLogger(LaneStart.class);

  private final TaskConfig config;
  private final LaneServer server;
  private final OffsetStorageReader offsets;
  private final KnownPositions known;
  private final TakenNames names;
  private final Outbox outbox;
  private final TableSchemas schemas;
  private final PositionMarkers markers;
  private final ConnectorMetrics metrics;
  private final Function<Map<String, TablePosition>, Started> lanes;

  /** The result of an earlier start in this run of the task, or null. */
  private Started started;

  /** Tables that are read from the beginning, which what is stored does not say. */
  private final List<TableEntry> unread = new ArrayList<>();

  /** Up to where positions that were delivered before this start still count. */
  private long counts;

  /** What was delivered before a gap that a start has noticed and not closed yet, or null. */
  private DeliveredLog missed;

  /** Why no stream of the slot can come further; null if it can. */
  private String stuck;

  /** Whether nothing was stored for the connector when this start began. */
  private boolean firstStart;

  /**
   * @param lanes makes a lane that knows no tables yet, from what has been delivered before
   */
  LaneStart(
      TaskConfig config,
      LaneServer server,
      OffsetStorageReader offsets,
      Outbox outbox,
      TableSchemas schemas,
      HeartbeatRecords heartbeats,
      ConnectorMetrics metrics,
      Function<Map<String, TablePosition>, Started> lanes) {
    this.config = config;
    this.server = server;
    this.offsets = offsets;
    this.known = new KnownPositions(config, offsets);
    this.names = new TakenNames(config.connector());
    this.outbox = outbox;
    this.schemas = schemas;
    this.markers = new PositionMarkers(outbox, heartbeats);
    this.metrics = metrics;
    this.lanes = lanes;
  }

  /** The result of an earlier start in this run of the task; null before the first. */
  Started started() {
    return started;
  }

  /** No stream of the slot can come further: for the next start that is a gap. */
  void slotIsStuck(String why) {
    stuck = why;
  }

  /**
   * @return the lane, ready to stream; empty if there is nothing to stream
   */
  Optional<Started> start() throws SQLException, InterruptedException {
    pause(config.connector().snapshot().delay());
    if (started != null) {
      started.admission().giveUpReading();
    }
    ServerInfo info = server.prepare();
    Supplier<Map<String, LanePosition>> positions =
        () -> LaneSlots.stored(offsets, config.topicPrefix(), config.baseSlot());
    boolean sameSlot = server.arrive(positions);
    Optional<SlotState> slot = server.findSlot();
    CapturedTables captured = server.tables();
    Map<TableId, PublishedTable> published = captured.tables();
    try (LaneServer.Exporter exporter = server.openExporter()) {
      SystemIdentity identity = exporter.identify();
      boolean firstLayout = LaneSlots.firstLayout(positions.get(), config.lane().epoch());
      SnapshotMode mode = config.connector().snapshot().mode();
      StartLog log =
          StartLog.of(
              known.read(published.values(), firstLayout, started, identity.systemId()),
              missed,
              outbox.position(),
              slot,
              identity,
              config.connector().replication().acceptSystemId());
      log.requireNoLaggingStandby(identity, slot, mode);
      StoredPositions stored = log.stored();
      if (!sameSlot && slot.isPresent()) {
        stored = stored.from(slot.get().confirmedFlushLsn());
      }
      StartPlan plan =
          StartPlan.of(
              stored,
              log.delivered(),
              slot,
              identity,
              mode,
              published.keySet(),
              config.slot(),
              stuck);
      counts = log.counts(plan, identity);
      missed = plan.forgetsPositions() ? log.delivered() : null;
      LOG.info(
          "PostgreSQL {} (system {}, timeline {}), {} tables; slot \"{}\" {}; {} tables to read",
          info.shortVersion(),
          identity.systemId(),
          identity.timeline(),
          published.size(),
          config.slot(),
          slot.map(found -> "at " + Lsn.format(found.confirmedFlushLsn())).orElse("does not exist"),
          plan.tables().size());
      firstStart = stored.isEmpty() && stored.debezium().isEmpty() && firstLayout;
      if (started == null || plan.forgetsPositions() || log.accepted()) {
        begin(plan.forgetsPositions() ? Map.of() : stored.tables());
      }
      started.records().identify(identity.systemId(), identity.timeline(), identity.begunAt());
      unread.clear();
      List<TableTask> tasks = tasks(plan, stored, captured, identity);
      if (stored.debezium().isPresent()) {
        started.records().resumeAfter(stored.debezium().get());
        markers.takeOver(started.tables(), stored.debezium().get(), stored.inherited());
      }
      markers.store(started.tables(), log.moved());
      if (plan.forgetsPositions()) {
        // nothing has been delivered from the log that is read from now on: without new positions,
        // changes would be dropped up to where the other log was
        markers.forget(started.tables(), stored.tables().keySet(), unread);
      }
      carryOut(plan, slot, exporter, identity, tasks);
      outbox.releaseAll(); // the WAL that was held for tables whose rows are read now
      for (TableEntry entry : started.tables().in(life -> life.needs() != Lsn.NONE)) {
        outbox.hold(entry); // but not that of tables that wait
      }
      pause(config.connector().snapshot().streamingDelay());
      return plan.streams() ? Optional.of(started) : Optional.empty();
    }
  }

  private void begin(Map<String, TablePosition> positions) {
    if (started != null) {
      started.admission().close();
    }
    started = lanes.apply(positions);
    metrics.captured(started.records()::events, started.tables());
  }

  private void carryOut(
      StartPlan plan,
      Optional<SlotState> slot,
      LaneServer.Exporter exporter,
      SystemIdentity identity,
      List<TableTask> tasks)
      throws SQLException, InterruptedException {
    if (plan instanceof StartPlan.ReadAgain again && again.dropSlot()) {
      server.dropSlot();
    }
    server.slotIsAt(slot.map(SlotState::confirmedFlushLsn).orElse(Lsn.NONE));
    boolean makeSlot =
        plan instanceof StartPlan.MakeSlot
            || plan instanceof StartPlan.ReadAgain again && again.makeSlot();
    if (makeSlot) {
      stuck = null; // that slot is gone
      CreatedSlot created = exporter.makeSlot();
      server.slotIsAt(created.consistentPoint());
      LOG.info("created slot \"{}\" at {}", created.name(), Lsn.format(created.consistentPoint()));
      startAt(created.consistentPoint(), identity);
      storeFirstPosition(created.consistentPoint(), identity);
      read(exporter, created, tasks);
      return;
    }
    if (slot.isPresent()) {
      if (plan.streams() && config.lane().epoch() > 0) {
        server.requireUnmoved();
      }
      startAt(slot.get().confirmedFlushLsn(), identity);
      if (plan.streams()) {
        storeFirstPosition(slot.get().confirmedFlushLsn(), identity);
      }
    }
    if (!tasks.isEmpty()) {
      CreatedSlot temporary = exporter.makeTemporarySlot();
      if (plan.streams()) {
        // an earlier attempt may have delivered rows that were changed or deleted since: these
        // changes must be delivered, and before the rows that the snapshot shows
        server.streamUntil(temporary.consistentPoint(), started.stream());
        // the stream may have found that a table waits, or is gone
        tasks.removeIf(task -> !isToBeRead(task.table()));
      }
      SnapshotOutcomes outcomes = read(exporter, temporary, tasks);
      if (!plan.streams()) {
        outcomes.requireAll();
      }
    }
  }

  /**
   * Delivers the lane's first position before anything else, so that every later start can
   * distinguish a gap from a crash. From here on, the lane delivers positions of this log.
   */
  private void storeFirstPosition(long lsn, SystemIdentity identity)
      throws SQLException, InterruptedException {
    outbox.goBack(counts);
    outbox.identify(identity.systemId(), identity.timeline());
    outbox.delivered(lsn);
    outbox.slotIsAt(lsn);
    missed = null;
    // before the lane's position: once it is stored, nothing else shows that rows are missing
    markers.storeUnread(started.tables(), unread, lsn);
    outbox.hand(new Batch(), true, () -> {});
  }

  /**
   * {@code start.position}: at a first start, earlier changes count as delivered. This is stored
   * before the lane's first position, after which no start is the first.
   */
  private void startAt(long slotLsn, SystemIdentity identity)
      throws SQLException, InterruptedException {
    StartPosition start = config.connector().replication().startPosition();
    if (!firstStart || start.kind() == StartPosition.Kind.EARLIEST) {
      return;
    }
    long lsn = FirstPosition.of(start, config.slot(), slotLsn, identity);
    markers.startAt(started.tables(), lsn);
  }

  /**
   * Decides for each table whether its rows are read, and if so, whether before it streams, in
   * chunks while it streams, or while the others stream. Nothing waits for the rows of one table:
   * they are read before the stream only if all tables are read, or if the slot is made with them.
   *
   * @return the tables to be read before streaming
   */
  private List<TableTask> tasks(
      StartPlan plan, StoredPositions stored, CapturedTables captured, SystemIdentity identity) {
    schemas.refreshTypes();
    List<TableTask> tasks = new ArrayList<>();
    Collection<PublishedTable> published = captured.tables().values();
    Map<TableId, Collision> taken = names.atStart(captured, stored);
    boolean others = plan instanceof StartPlan.UseSlot && plan.tables().size() < published.size();
    for (PublishedTable table : published) {
      TableEntry entry = started.tables().find(table.oid());
      if (entry == null || !entry.id().equals(table.id())) {
        TableLife found = new TableLife.New(identity.walPosition());
        entry =
            started.tables().add(table.oid(), table.id(), new Membership(table.members()), found);
      }
      TablePosition position = stored.tables().get(table.id().text());
      if (taken.get(table.id()) == null) {
        KnownPositions.agree(started.tables(), entry, position);
      }
      started.tables().adopt(entry, new Membership(table.members()));
      boolean read =
          plan.tables().contains(table.id()) && config.connector().snapshot().includes(table.id());
      if (table.partitioned()) {
        long xid = stored.identity(table.id().text()).partitionsXid();
        boolean resumed = position != null && position.after() != null; // chunks, after a key
        boolean whole = read && (plan.forgetsPositions() || !resumed);
        started.admission().startsWith(entry, table, xid, whole);
      }
      Collision collision = taken.get(table.id());
      boolean skipped = collision != null && !collision.sharesPosition();
      // after a gap even the place of a table that is not read means nothing any more
      if ((read && collision == null || skipped)
          && position != null
          && (plan.forgetsPositions() || !position.snapshotPending())) {
        unread.add(entry);
      }
      if (collision != null) {
        started.tables().restart(entry, new TableLife.New(Lsn.NONE));
        started.admission().nameTaken(table, collision.message());
      } else if (!read) {
        started.tables().restart(entry, TableLife.Streaming.INSTANCE);
      } else if (plan.streams() && started.admission().readsInChunks(table)) {
        boolean first = position == null || plan.forgetsPositions();
        started.tables().restart(entry, Snapshotting.inChunks(first ? null : position.after()));
        started.admission().readInChunks(entry, table);
      } else if (others) {
        // something of it may have been delivered, and not stored: its changes up to the rows count
        started.tables().restart(entry, new TableLife.New(Lsn.NONE, true));
        started.admission().readWhileStreaming(table);
      } else {
        started.tables().restart(entry, Snapshotting.atStart());
        compile(table).ifPresent(tasks::add);
      }
    }
    for (TableEntry entry : started.tables().in(TableLife.Waiting.class::isInstance)) {
      PublishedTable now = captured.tables().get(entry.id());
      if (now == null || now.oid() != entry.oid()) { // it waited before this start
        started
            .tables()
            .become(entry, new TableLife.Gone(identity.walPosition(), true, entry.captured()));
      }
    }
    return tasks;
  }

  private boolean isToBeRead(PublishedTable table) {
    TableEntry entry = started.tables().find(table.oid());
    return entry != null && entry.life() instanceof Snapshotting;
  }

  private Optional<TableTask> compile(PublishedTable table) {
    try {
      return Optional.of(new TableTask(table, schemas.compileForSnapshot(table.relation())));
    } catch (UndeliverableTableException | DataException e) {
      started.admission().rowsFailed(table, e, false);
      return Optional.empty();
    }
  }

  private SnapshotOutcomes read(
      LaneServer.Exporter exporter, CreatedSlot exported, List<TableTask> tasks)
      throws SQLException, InterruptedException {
    SnapshotPoint point =
        new SnapshotPoint(exported.consistentPoint(), exported.snapshotName(), true);
    SnapshotOutcomes outcomes = new SnapshotOutcomes(metrics, tasks);
    try {
      exporter.read(point, tasks, outbox::handRows, outcomes);
    } finally {
      outcomes.apply(started, point.lsn());
    }
    outcomes.requireAny(firstStart);
    if (!tasks.isEmpty()) {
      LOG.info(
          "snapshot at {} complete: {} of {} tables",
          Lsn.format(point.lsn()),
          outcomes.completed(),
          tasks.size());
    }
    return outcomes;
  }

  private static void pause(Duration delay) throws InterruptedException {
    if (!delay.isZero()) {
      Thread.sleep(delay.toMillis());
    }
  }
}

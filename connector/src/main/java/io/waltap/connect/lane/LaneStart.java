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
import io.waltap.connect.position.DebeziumOffset;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.Batch;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.schema.TableSchemas;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
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
    Map<TableId, PublishedTable> published = server.tables();
    try (LaneServer.Exporter exporter = server.openExporter()) {
      SystemIdentity identity = exporter.identify();
      boolean firstLayout = LaneSlots.firstLayout(positions.get(), config.lane().epoch());
      SnapshotMode mode = config.connector().snapshot().mode();
      StartLog log =
          StartLog.of(
              known.read(published.values(), firstLayout, started),
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
              stored, log.delivered(), slot, identity, mode, published.keySet(), config.slot());
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
      takeOver(stored);
      markers.store(log.moved());
      unread.clear();
      List<TableTask> tasks = tasks(plan, stored, published.values(), identity);
      forget(plan.forgetsPositions() ? stored.tables().keySet() : Set.of());
      carryOut(plan, slot, exporter, identity, tasks);
      outbox.releaseAll(); // the WAL that was held for tables whose rows are read now
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
    missed = null;
    // before the lane's position: once it is stored, nothing else shows that rows are missing
    markers.storeUnread(started.tables(), unread, lsn);
    outbox.hand(new Batch(), true, () -> {});
  }

  /**
   * Continues where Debezium stopped. Stores that position for each table, so that the next start
   * does not need Debezium's offset.
   */
  private void takeOver(StoredPositions stored) throws SQLException, InterruptedException {
    if (stored.debezium().isEmpty()) {
      return;
    }
    DebeziumOffset debezium = stored.debezium().get();
    LOG.info(
        "continuing from Debezium's offset: {} tables; everything before {} is delivered",
        stored.inherited().size(),
        Lsn.format(debezium.committedLsn()));
    started.records().resumeAfter(debezium);
    markers.store(stored.inherited(), debezium.tablePosition());
  }

  /**
   * After a gap, nothing of these tables has been delivered from the log that is read from now on.
   * Without a new position, changes would be dropped up to where the other log was.
   */
  private void forget(Set<String> names) throws SQLException, InterruptedException {
    Set<String> forgotten = new HashSet<>(names);
    unread.forEach(entry -> forgotten.remove(entry.id().text()));
    TablePosition nothing = TablePosition.snapshot(true, Lsn.NONE);
    for (TableEntry entry : started.tables().all()) {
      if (forgotten.contains(entry.id().text())) {
        started.tables().delivered(entry, nothing);
      }
    }
    markers.store(forgotten, nothing);
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
    long lsn = start.kind() == StartPosition.Kind.LATEST ? identity.walPosition() : start.lsn();
    if (Lsn.isAfter(lsn, identity.walPosition())) {
      throw new ConnectException(
          "start.position "
              + Lsn.format(lsn)
              + " is ahead of the server, whose WAL ends at "
              + Lsn.format(identity.walPosition())
              + ": changes would be dropped. Set it to an LSN at or before that end");
    }
    if (Lsn.isAfter(slotLsn, lsn) && start.kind() == StartPosition.Kind.LSN) {
      throw new ConnectException(
          "start.position "
              + Lsn.format(lsn)
              + " is unavailable: slot \""
              + config.slot()
              + "\" starts at "
              + Lsn.format(slotLsn)
              + "; older WAL is gone. Use start.position=earliest to start there");
    }
    LOG.info(
        "starting at {}: transactions that committed before it are not delivered", Lsn.format(lsn));
    TablePosition position = TablePosition.snapshot(true, lsn);
    Set<String> all = started.tables().startAt(position);
    markers.store(all, position);
  }

  /**
   * Decides for each table whether its rows are read, and if so, whether before it streams, in
   * chunks while it streams, or while the others stream. Nothing waits for the rows of one table:
   * they are read before the stream only if all tables are read, or if the slot is made with them.
   *
   * @return the tables to be read before streaming
   */
  private List<TableTask> tasks(
      StartPlan plan,
      StoredPositions stored,
      Collection<PublishedTable> published,
      SystemIdentity identity) {
    schemas.refreshTypes();
    List<TableTask> tasks = new ArrayList<>();
    boolean others = plan instanceof StartPlan.UseSlot && plan.tables().size() < published.size();
    for (PublishedTable table : published) {
      TableEntry entry = started.tables().find(table.oid());
      if (entry == null || !entry.id().equals(table.id())) {
        TableLife found = new TableLife.New(identity.walPosition());
        entry =
            started.tables().add(table.oid(), table.id(), new Membership(table.members()), found);
      }
      started.tables().adopt(entry, new Membership(table.members()));
      boolean read =
          plan.tables().contains(table.id()) && config.connector().snapshot().includes(table.id());
      TablePosition position = stored.tables().get(table.id().text());
      // after a gap even the place of a table that is not read means nothing any more
      if (read && position != null && (plan.forgetsPositions() || !position.snapshotPending())) {
        unread.add(entry);
      }
      if (!read) {
        started.tables().restart(entry, TableLife.Streaming.INSTANCE);
      } else if (plan.streams() && started.admission().readsInChunks(table)) {
        boolean first = position == null || plan.forgetsPositions();
        started.tables().restart(entry, Snapshotting.inChunks(first ? null : position.after()));
        started.admission().readInChunks(entry, table);
      } else if (others) {
        int known = stored.identity(table.id().text()).oid();
        boolean begun = position != null && (known == 0 || known == table.oid());
        started.tables().restart(entry, new TableLife.New(Lsn.NONE, begun));
        started.admission().readWhileStreaming(table);
      } else {
        started.tables().restart(entry, Snapshotting.atStart());
        compile(table).ifPresent(tasks::add);
      }
    }
    for (TableEntry entry : started.tables().in(TableLife.Waiting.class::isInstance)) {
      // this start was to read the table, but it is no longer in the publication
      started.tables().become(entry, new TableLife.Gone(identity.walPosition(), true));
    }
    return tasks;
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
    SnapshotOutcomes outcomes = new SnapshotOutcomes(metrics, tasks.size());
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

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import io.waltap.connect.database.Catalog;
import io.waltap.connect.database.ConnectionFactory;
import io.waltap.connect.database.DatabaseException;
import io.waltap.connect.database.PublicationState;
import io.waltap.connect.database.Retries;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.layout.LaneSlots;
import io.waltap.connect.layout.TaskConfig;
import io.waltap.connect.metrics.ConnectorMetrics;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.StoredPositions;
import io.waltap.connect.position.TablePosition;
import io.waltap.connect.record.BatchLimit;
import io.waltap.connect.record.HeartbeatRecords;
import io.waltap.connect.record.RecordBuilder;
import io.waltap.connect.record.RecordContext;
import io.waltap.connect.schema.TableSchemas;
import io.waltap.connect.schema.TopicNaming;
import io.waltap.connect.snapshot.Snapshotter;
import io.waltap.connect.snapshot.incremental.IncrementalSnapshot;
import io.waltap.connect.stream.ChangeStream;
import io.waltap.connect.stream.Outbox;
import io.waltap.connect.stream.RecordQueue;
import io.waltap.connect.stream.ReplicationStream;
import io.waltap.connect.table.Tables;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one lane on its own thread, from the first connection to the end of the task. Starts the
 * lane, opens its link, and streams. Opens the link again when it is lost. Fails only for an error
 * that a retry cannot fix.
 */
public final class LaneRunner implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneRunner.class);

  private final TaskConfig config;
  private final OffsetStorageReader offsets;
  private final RecordQueue queue;
  private final Outbox outbox;
  private final RecordContext context;
  private final HeartbeatRecords heartbeats;
  private final ConnectorMetrics metrics;
  private final ConnectionFactory connections;
  private final Catalog catalog;
  private final TableSchemas schemas;
  private final Snapshotter snapshotter;
  private final LaneLinks links;
  private final SlotGuard guard;
  private final LanePublicationChoice publication;
  private final LaneStart start;
  private final Retries retries;
  private final RelationDecisions decisions = new RelationDecisions();

  /** Whether the start is complete. From then on, only the link is opened again. */
  private boolean ready;

  private boolean done;
  private volatile boolean stopped;

  public LaneRunner(
      TaskConfig config,
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
    this.connections =
        new ConnectionFactory(config.connector().connection(), config.connector().connectorName());
    this.catalog = new Catalog(connections, config.connector().events().mirrorSignals());
    this.schemas = new TableSchemas(config.connector(), catalog, topics);
    this.snapshotter = snapshotter(connections);
    this.links = new LaneLinks(config, connections, new LogGuard(outbox, context, this::positions));
    this.guard = new SlotGuard(config, connections, links);
    this.publication = new LanePublicationChoice(config, connections, catalog, outbox);
    LaneServer server = new LaneDatabase(config, connections, catalog, snapshotter, links, guard);
    this.start =
        new LaneStart(
            config, server, offsets, outbox, schemas, heartbeats, metrics, this::assemble);
    this.retries = new Retries(config.connector().delivery(), metrics::reconnecting);
  }

  @Override
  public void run() {
    try {
      while (!done) {
        try {
          attempt();
        } catch (SQLException | DatabaseException e) {
          retryOrFail(e);
        } catch (OtherLogException e) {
          LOG.warn("lane \"{}\" starts again: {}", config.slot(), e.getMessage());
          decisions.forget();
          ready = false;
        }
      }
    } catch (InterruptedException e) {
      ended(e);
    } catch (GapException e) {
      queue.fail(new ConnectException(e.getMessage()));
    } catch (RuntimeException | Error e) {
      ended(e);
    } finally {
      if (start.started() != null) {
        start.started().admission().close();
      }
      catalog.close();
      connections.endAll();
    }
  }

  /** Tells the lane that the interrupt of its thread, which follows, is meant. Any thread. */
  public void stop() {
    stopped = true;
  }

  /** Ends whatever the lane's threads wait for at the server. Any thread. */
  public void endSessions() {
    connections.endAll();
  }

  private void ended(Throwable cause) {
    if (stopped && !(cause instanceof Error)) {
      LOG.info("lane {} stopped", config.slot());
      LOG.debug("lane {} was stopped in the middle of this", config.slot(), cause);
      return;
    }
    // before the line of log: after an error of the JVM nothing is certain to work
    queue.fail(
        cause instanceof ConnectException failure
            ? failure
            : new ConnectException("lane \"" + config.slot() + "\" failed: " + text(cause), cause));
    LOG.error("lane {} failed", config.slot(), cause);
  }

  private static String text(Throwable cause) {
    return cause instanceof RuntimeException ? cause.getMessage() : cause.toString();
  }

  private void attempt() throws SQLException, InterruptedException {
    if (!ready) {
      done = start.start().isEmpty();
      ready = true;
    }
    if (done) {
      LOG.info(
          "snapshot.mode={}: the snapshot is complete, nothing to stream",
          config.connector().snapshot().mode());
      return;
    }
    Started lane = start.started();
    String publicationName = publication.choose();
    try (ReplicationStream link = links.open(publicationName, guard.reached())) {
      if (isSucceeded()) {
        return;
      }
      ready = guard.isUnmoved();
      if (!ready) {
        return; // the next start checks whether that leaves a gap
      }
      LOG.info("streaming from slot \"{}\", publication \"{}\"", config.slot(), publicationName);
      metrics.connected(true);
      retries.reset();
      decisions.opened(link.majorVersion(), guard.reached(), link.walEnd());
      lane.admission().streaming();
      guard.read(link, () -> lane.stream().run(link));
    } catch (SQLException e) {
      if (!publication.isToBlame(e)) {
        throw e;
      }
    } finally {
      metrics.connected(false);
    }
  }

  /**
   * Whether another run of this lane, under a later layout, has begun while this run had lost its
   * link. Then the slot belongs to the other run.
   */
  private boolean isSucceeded() {
    if (config.lane().epoch() > 0) {
      LanePosition latest =
          LaneSlots.stored(offsets, config.topicPrefix(), config.baseSlot()).get(config.slot());
      done = latest != null && latest.epoch() > config.lane().epoch();
    }
    if (done) {
      LOG.info("lane {} continues in another task; this task ends", config.slot());
    }
    return done;
  }

  private void retryOrFail(Exception problem) throws InterruptedException {
    if (stopped) {
      throw new InterruptedException("stopped");
    }
    if (problem instanceof SQLException e && SqlStates.connectionLost(e)) {
      // what took the link may have taken the catalog's session; the next question opens another
      catalog.close();
    }
    UndefinedObject undefined = null;
    if (UndefinedObject.isReportedBy(problem)) {
      try {
        undefined = UndefinedObject.find(connections, config.slot(), config.publication());
      } catch (SQLException | DatabaseException e) {
        e.addSuppressed(problem);
        retryOrFail(e, null); // the next attempt has the same problem, and asks again
        return;
      }
      if (isStuck((SQLException) problem, undefined)) {
        return;
      }
    }
    retryOrFail(problem, undefined);
  }

  /** Whether only another slot comes further; then the next start decides what to do. */
  private boolean isStuck(SQLException problem, UndefinedObject undefined) {
    boolean stuck = undefined.holdsSlotForever(problem, config.publication());
    if (stuck) {
      String why = LaneFailure.slotIsStuck(config.slot(), config.publication(), outbox.delivered());
      LOG.warn("lane \"{}\" starts again: {}", config.slot(), why);
      start.slotIsStuck(why);
      ready = false;
    }
    return stuck;
  }

  /**
   * @param undefined what is missing, if the server has reported an undefined object; else null
   */
  private void retryOrFail(Exception problem, UndefinedObject undefined)
      throws InterruptedException {
    if (!retries.again("lane \"" + config.slot() + "\"", problem)) {
      LOG.error("lane {} gives up", config.slot(), problem);
      throw new ConnectException(explain(problem, undefined), problem);
    }
  }

  private String explain(Exception problem, UndefinedObject undefined) {
    return guard.isEndOfLink(problem) && LaneFailure.isUnsendable(problem)
        ? LaneFailure.unsendable(problem, config.slot(), outbox.delivered())
        : LaneFailure.explain(
            problem,
            config.slot(),
            config.publication(),
            outbox.delivered(),
            undefined,
            guard::invalidation);
  }

  /** Makes a lane that knows no tables yet. */
  private Started assemble(Map<String, TablePosition> positions) {
    IncrementalSnapshot chunks =
        new IncrementalSnapshot(
            connections,
            config.connector(),
            config.slot(),
            context,
            heartbeats,
            schemas,
            catalog,
            metrics::readingBegins,
            metrics::readingEnds);
    Set<Integer> forAllTables =
        catalog
            .findPublication(config.publication())
            .filter(PublicationState::allTables)
            .map(found -> Set.of(found.oid()))
            .orElse(Set.of());
    TableTrouble trouble = new TableTrouble(config, Clock.systemUTC());
    TableAdmission admission =
        new TableAdmission(
            config,
            () ->
                CapturedTables.of(
                    catalog.publishedTables(config.publication()), config, outbox.delivered()),
            forAllTables,
            outbox,
            heartbeats,
            publication,
            decisions,
            new PublicationCheck(config, connections, publication),
            new TableReadings(
                config,
                outbox,
                heartbeats,
                decisions,
                chunks,
                new TableCatchUp(outbox, heartbeats, this::sync, trouble),
                trouble),
            this::storedPosition);
    Tables tables = new Tables(config.topicPrefix(), positions, admission);
    RecordBuilder records = new RecordBuilder(context, schemas, tables);
    admission.serve(tables, records::completeSchemas);
    BatchLimit limit = new BatchLimit(config.connector().delivery().maxBatchSize());
    return new Started(
        tables, records, new ChangeStream(records, outbox, admission, limit), admission);
  }

  /** What this run of the task has delivered, or has found stored. */
  private Collection<TablePosition> positions() {
    if (start.started() == null) {
      return List.of();
    }
    List<TablePosition> positions = new ArrayList<>(start.started().admission().beingRead());
    positions.addAll(start.started().tables().positions().values());
    return positions;
  }

  private TableSync sync(List<TableWork> works) {
    // it is given up alone when the lane starts again
    ConnectionFactory own = connections.group();
    SyncServer server = new SyncDatabase(config, own, links, snapshotter(own), outbox.position());
    return new TableSync(config, server, context, schemas, outbox, metrics, works);
  }

  private Snapshotter snapshotter(ConnectionFactory sessions) {
    return new Snapshotter(
        sessions, config.connector(), config.slot(), context, heartbeats, schemas);
  }

  private TablePosition storedPosition(TableId table) {
    return StoredPositions.read(
            offsets, config.topicPrefix(), config.slot(), List.of(table.text()), false)
        .tables()
        .get(table.text());
  }
}

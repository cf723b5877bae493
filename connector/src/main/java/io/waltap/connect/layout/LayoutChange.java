/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.SlotNames;
import io.waltap.connect.config.SnapshotMode;
import io.waltap.connect.database.SqlStates;
import io.waltap.connect.pgoutput.TableId;
import io.waltap.connect.position.LanePosition;
import io.waltap.connect.position.StoredPositions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's side of the lanes. Decides which lanes there are, and prepares the change from
 * one layout to the next ({@link LayoutPlan}). Cleans up once all lanes have arrived. A connector
 * that always had one lane needs none of this.
 */
public final class LayoutChange implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LayoutChange.class);
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration LATER = Duration.ofSeconds(30);

  private final Map<String, String> properties;
  private final ConnectorConfig config;
  private final LayoutServer server;
  private final OffsetStorageReader offsets;
  private final ConnectorContext context;
  private final Duration soon;
  private final ScheduledExecutorService checks;

  // guarded by this
  private LaneLayout layout;
  private long epoch;
  private int maxTasks;
  private volatile boolean closed;
  private ScheduledFuture<?> nextCheck;

  public LayoutChange(
      Map<String, String> properties, OffsetStorageReader offsets, ConnectorContext context) {
    this(properties, new ConnectorConfig(properties), offsets, context);
  }

  private LayoutChange(
      Map<String, String> properties,
      ConnectorConfig config,
      OffsetStorageReader offsets,
      ConnectorContext context) {
    this(properties, config, new LayoutDatabase(config), offsets, context, SOON);
  }

  /**
   * @param soon the wait between two checks while a change of lanes goes on
   */
  LayoutChange(
      Map<String, String> properties,
      ConnectorConfig config,
      LayoutServer server,
      OffsetStorageReader offsets,
      ConnectorContext context,
      Duration soon) {
    this.properties = Map.copyOf(properties);
    this.config = config;
    this.server = server;
    this.offsets = offsets;
    this.context = context;
    this.soon = soon;
    this.checks =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "waltap-lanes-" + config.connectorName());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * The tasks' properties, one lane each. When this returns, tasks may start with them.
   *
   * @throws ConnectException if the lanes cannot be changed; nothing is lost by that
   */
  public synchronized List<Map<String, String>> tasks(int most) {
    maxTasks = most;
    try {
      layout = layout(most);
      epoch = prepare();
      List<Map<String, String>> tasks = new ArrayList<>();
      for (int index = 0; index < layout.lanes(); index++) {
        tasks.add(new Lane(index, layout, epoch, config.baseSlot()).properties(properties));
      }
      if (epoch > 0) {
        schedule(soon);
      } else if (most > 1) {
        schedule(settledInterval());
      }
      return tasks;
    } catch (SQLException e) {
      throw new ConnectException("the lanes could not be prepared: " + SqlStates.describe(e), e);
    }
  }

  /** As many lanes as tasks, but none without a table. */
  private LaneLayout layout(int most) throws SQLException {
    if (most <= 1) {
      return LaneLayout.single();
    }
    server.preparePublication();
    return LaneLayout.of(
        Math.min(most, server.tables().size()), config.replication().laneAssignments());
  }

  /** Carries out the plan until lanes may start, and returns the layout's epoch. */
  private long prepare() throws SQLException {
    Map<String, LanePosition> stored =
        LaneSlots.stored(offsets, config.topics().prefix(), config.baseSlot());
    if (config.snapshot().mode() == SnapshotMode.INITIAL_ONLY) {
      return 0;
    }
    try (LayoutServer.Session session = server.open()) {
      // an earlier change may have been abandoned, even one that began and would end with one lane
      epoch = new LaneSlots(config.baseSlot(), stored, session.slots()).epochOf(layout);
      if (epoch == 0) {
        return 0;
      }
      boolean delivered = !stored.isEmpty() || anythingDelivered();
      LayoutPlan next = next(session, stored, delivered);
      while (!(next instanceof LayoutPlan.Settled
          || next instanceof LayoutPlan.Ready
          || next instanceof LayoutPlan.Drop)) {
        carryOut(next, session);
        next = next(session, stored, delivered);
      }
      LOG.info("lanes: {}, epoch {}, {}", layout, epoch, next.getClass().getSimpleName());
      return epoch;
    }
  }

  private LayoutPlan next(
      LayoutServer.Session session, Map<String, LanePosition> stored, boolean delivered)
      throws SQLException {
    return LayoutPlan.next(
        new LaneSlots(config.baseSlot(), stored, session.slots()), layout, epoch, delivered);
  }

  private void carryOut(LayoutPlan step, LayoutServer.Session session) throws SQLException {
    String handover = SlotNames.handover(config.baseSlot(), epoch);
    if (step instanceof LayoutPlan.Gap gap) {
      throw new ConnectException(gap.message());
    } else if (step instanceof LayoutPlan.DropHandover) {
      session.dropSlot(handover);
    } else if (step instanceof LayoutPlan.DropOvertaken overtaken) {
      for (String slot : overtaken.slots()) {
        session.dropSlot(slot);
      }
    } else if (step instanceof LayoutPlan.MakeFirst first) {
      session.makeSlot(first.slot());
      LOG.info("made slot \"{}\"", first.slot());
    } else if (step instanceof LayoutPlan.Copy copy) {
      session.copySlot(copy.slot(), handover);
      LOG.info("copied slot \"{}\" as \"{}\"", copy.slot(), handover);
    } else if (step instanceof LayoutPlan.Drop drop) {
      drop(drop.slots(), session);
    }
  }

  /**
   * Drops slots that no lane needs any more, and their publications. The slots are last: while
   * there is one, an interrupted step is repeated.
   */
  private void drop(List<String> slots, LayoutServer.Session session) throws SQLException {
    session.dropPublications(slots);
    if (layout.lanes() == 1) {
      session.dropPublications(List.of(config.baseSlot()));
    }
    for (String slot : slots) {
      session.dropSlot(slot);
      LOG.info("dropped slot \"{}\", which no lane needs any more", slot);
    }
  }

  /**
   * Whether tables have positions, ours or Debezium's, so that a missing slot is a gap, and not a
   * first start.
   */
  private boolean anythingDelivered() {
    StoredPositions positions =
        StoredPositions.read(
            offsets,
            config.topics().prefix(),
            config.baseSlot(),
            server.tables().stream().map(TableId::text).toList(),
            true);
    return !positions.tables().isEmpty();
  }

  private void schedule(Duration delay) {
    if (nextCheck != null) {
      nextCheck.cancel(false);
    }
    if (!closed) {
      nextCheck = checks.schedule(this::check, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private Duration settledInterval() {
    Duration interval = config.replication().tableDiscoveryInterval();
    return interval.isZero() ? LATER : interval;
  }

  /** One check, after which the next is scheduled. */
  void check() {
    Duration delay = soon;
    try {
      switch (checkOnce()) {
        case SETTLED -> delay = settledInterval();
        case OTHER_LAYOUT -> {
          delay = settledInterval();
          // not under our lock: Connect may ask for the tasks before this returns
          context.requestTaskReconfiguration();
        }
        case UNSETTLED -> {}
      }
    } catch (SQLException e) {
      LOG.warn("lanes: {}; checking again soon", SqlStates.describe(e));
    } catch (RuntimeException e) {
      LOG.warn("lanes: {}; checking again soon", e.getMessage());
    } catch (Error e) {
      // nothing would check any more, and nothing would tell
      context.raiseError(new ConnectException("the lanes could not be checked: " + e, e));
      throw e;
    }
    synchronized (this) {
      schedule(delay);
    }
  }

  private synchronized Finding checkOnce() throws SQLException {
    if (closed) {
      return Finding.SETTLED;
    }
    if (maxTasks > 1 && !layout(maxTasks).equals(layout)) {
      LOG.info("lanes: the number of tables requires another layout than {}", layout);
      return Finding.OTHER_LAYOUT;
    }
    if (config.snapshot().mode() == SnapshotMode.INITIAL_ONLY) {
      return Finding.SETTLED; // it needs no slots
    }
    Map<String, LanePosition> stored =
        LaneSlots.stored(offsets, config.topics().prefix(), config.baseSlot());
    if (stored.values().stream().anyMatch(this::isOfAnotherLayout)) {
      LOG.info("lanes: a lane has stored its position under another layout than {}", layout);
      return Finding.OTHER_LAYOUT;
    }
    try (LayoutServer.Session session = server.open()) {
      LayoutPlan next = next(session, stored, true);
      carryOut(next, session);
      return next instanceof LayoutPlan.Settled ? Finding.SETTLED : Finding.UNSETTLED;
    }
  }

  /** What a check has found. */
  private enum Finding {
    /** There is nothing to wait for. */
    SETTLED,
    /** A change of lanes goes on. */
    UNSETTLED,
    /** Connect must ask for the tasks again, with other lanes. */
    OTHER_LAYOUT
  }

  /** Whether a lane has run under a layout that was abandoned before this connector knew of it. */
  private boolean isOfAnotherLayout(LanePosition position) {
    return position.epoch() > epoch
        || epoch > 0 && position.epoch() == epoch && !layout.text().equals(position.lanes());
  }

  @Override
  public void close() {
    closed = true;
    checks.shutdownNow();
    server.endSessions();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import io.waltap.embedded.ConnectRest;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.landing.Landing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the workload on its way: shows how far each part is, tells the clocks what has landed,
 * and restarts a connector that fails. For the demo's thread only.
 */
final class DemoWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DemoWatch.class);
  private static final long LAKE_EVERY_NANOS = Duration.ofMillis(200).toNanos();
  private static final long LAKE_AT_LEAST_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  /**
   * The pause after a count of rows, as a multiple of the time that the count took. In a long run
   * the metadata of a table grows, and counting must not slow down what it measures.
   */
  private static final int PAUSE_PER_COUNT = 10;

  private static final long CONNECTORS_EVERY_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long PAUSE_MS = 200;
  private static final int MAX_RESTARTS = 3;

  private final ConnectRest rest;
  private final LakeReader lake;
  private final Workload workload;
  private final Lags lags;
  private final LongSupplier captured;
  private final ProgressDisplay display;
  private final BooleanSupplier stopped;
  private final Map<String, Long> landed = new HashMap<>();
  private long begun;
  private long lakeDue;
  private long connectorsChecked;
  private int restarts;

  /**
   * @param captured how many records have been read from Kafka
   * @param stopped whether the user wants the demo to end
   */
  DemoWatch(
      ConnectRest rest,
      LakeReader lake,
      Workload workload,
      Lags lags,
      LongSupplier captured,
      ProgressDisplay display,
      BooleanSupplier stopped) {
    this.rest = rest;
    this.lake = lake;
    this.workload = workload;
    this.lags = lags;
    this.captured = captured;
    this.display = display;
    this.stopped = stopped;
  }

  /** The workload begins now. */
  void begin() {
    begun = System.nanoTime();
    lakeDue = begun;
    connectorsChecked = begun;
    lags.begin(System.currentTimeMillis());
  }

  /** Watches for some time, counted from the beginning. */
  void during(Duration duration) throws InterruptedException {
    long end = begun + duration.toNanos();
    while (System.nanoTime() < end && !stopped.getAsBoolean() && workload.failure() == null) {
      check();
      Thread.sleep(PAUSE_MS);
    }
  }

  /**
   * Waits until the change log has as many rows as changes were made. Then it waits until nothing
   * else can be under way. The slot is confirmed up to the end of the workload, so all of it is in
   * Kafka. Both sinks have committed what is in Kafka.
   *
   * @return false if the patience ended before, or the user stopped the demo
   */
  boolean untilLanded(Connection connection, Landing landing, Duration patience)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    String end = DemoDatabase.flushedLsn(connection);
    while (landedRows() < workload.changes() || !DemoDatabase.confirmed(connection, end)) {
      check();
      if (stopped.getAsBoolean() || System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(PAUSE_MS);
    }
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return landing.awaitCommitted(
        left,
        () -> {
          check();
          return stopped.getAsBoolean();
        });
  }

  /** Shows the last state. */
  void finish() {
    countRows();
    display.finish(progress(System.nanoTime()));
  }

  private void check() {
    long now = System.nanoTime();
    if (now - lakeDue >= 0) {
      countRows();
      long counted = System.nanoTime();
      lakeDue = counted + pauseAfterCount(counted - now);
    }
    display.show(now, () -> progress(now));
    if (now - connectorsChecked > CONNECTORS_EVERY_NANOS) {
      keepRunning(DemoConfig.SOURCE);
      keepRunning(DemoConfig.SINK);
      keepRunning(DemoConfig.MIRROR);
      connectorsChecked = now;
    }
  }

  private static long pauseAfterCount(long nanos) {
    return Math.min(LAKE_AT_LEAST_EVERY_NANOS, Math.max(LAKE_EVERY_NANOS, PAUSE_PER_COUNT * nanos));
  }

  private Progress progress(long now) {
    return new Progress(
        Duration.ofNanos(now - begun),
        workload.changes(),
        captured.getAsLong(),
        lags.kafka().recentMedian(),
        landedRows(),
        lags.table().recentMedian());
  }

  private long landedRows() {
    return landed.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Reading a table while it is being written may fail; the next check counts again. */
  private void countRows() {
    for (String table : Workload.TABLES) {
      try {
        long rows = lake.rowCount(DemoConfig.LOG_NAMESPACE, table);
        // After the count, so that no lag is shown too short.
        lags.clocks().get(table).landed(System.currentTimeMillis(), rows);
        landed.put(table, rows);
      } catch (RuntimeException e) {
        LOG.debug("cannot count the rows of {} now", table, e);
      }
    }
  }

  /** On a busy machine a client of Kafka may run into a timeout, which ends its task. */
  private void keepRunning(String connector) {
    ConnectRest.Status status = rest.status(connector);
    if (!status.failed()) {
      return;
    }
    if (restarts == MAX_RESTARTS) {
      throw new IllegalStateException(connector + " failed: " + status.failure());
    }
    restarts++;
    LOG.warn("{} failed, restarting it: {}", connector, status.failure());
    rest.restartFailed(connector);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import io.waltap.embedded.ConnectRest;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.landing.Landing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the workload on its way: shows how far each part is, and restarts a connector that fails.
 * For the demo's thread only.
 */
final class DemoWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DemoWatch.class);
  private static final long LAKE_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long CONNECTORS_EVERY_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long PAUSE_MS = 200;
  private static final int MAX_RESTARTS = 3;

  private final ConnectRest rest;
  private final LakeReader lake;
  private final Workload workload;
  private final ProgressDisplay display;
  private final BooleanSupplier stopped;
  private final WorkerMetrics metrics = new WorkerMetrics(DemoConfig.tableTopicPrefix());
  private final LagClock clock = new LagClock();
  private long begun;
  private long landed;
  private long lakeChecked;
  private long connectorsChecked;
  private int restarts;

  /**
   * @param stopped whether the user wants the demo to end
   */
  DemoWatch(
      ConnectRest rest,
      LakeReader lake,
      Workload workload,
      ProgressDisplay display,
      BooleanSupplier stopped) {
    this.rest = rest;
    this.lake = lake;
    this.workload = workload;
    this.display = display;
    this.stopped = stopped;
  }

  void begin() {
    begun = System.nanoTime();
    clock.made(begun, workload.changes());
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
   * Waits until the slot is confirmed up to the end of the workload, so that all of it is in Kafka,
   * and the sink has committed what is in Kafka.
   *
   * @return false if the patience ended before, or the user stopped the demo
   */
  boolean untilLanded(Connection connection, Landing landing, Duration patience)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    String end = DemoDatabase.flushedLsn(connection);
    while (!DemoDatabase.confirmed(connection, end)) {
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
    lakeChecked = 0;
    display.finish(progress(System.nanoTime()));
  }

  private void check() {
    long now = System.nanoTime();
    clock.made(now, workload.changes());
    display.show(progress(now), now);
    if (now - connectorsChecked > CONNECTORS_EVERY_NANOS) {
      keepRunning(DemoConfig.SOURCE);
      keepRunning(DemoConfig.SINK);
      connectorsChecked = now;
    }
  }

  private Progress progress(long now) {
    if (lakeChecked == 0 || now - lakeChecked > LAKE_EVERY_NANOS) {
      landed = landedRows();
      lakeChecked = now;
    }
    return new Progress(
        Duration.ofNanos(now - begun),
        workload.changes(),
        metrics.recordsSent(),
        landed,
        clock.lag(now, landed));
  }

  /** Reading a table while it is being written may fail; the next check counts again. */
  private long landedRows() {
    try {
      return Workload.TABLES.stream()
          .mapToLong(table -> lake.rowCount(DemoConfig.NAMESPACE, table))
          .sum();
    } catch (RuntimeException e) {
      LOG.debug("cannot count rows now", e);
      return landed;
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

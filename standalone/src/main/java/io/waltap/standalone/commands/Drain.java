/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import io.waltap.standalone.landing.SinkProperties;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a run: stops the source first, so that nothing more comes, and lets the sink land the
 * rest. The sink's commit interval may be minutes, too long for a stop, so the sink gets a short
 * one then.
 */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);

  /** A stop waits for the next commit, if it comes so soon. */
  private static final Duration SHORT_INTERVAL = Duration.ofSeconds(5);

  private final ConnectRest rest;
  private final DurablePositions positions;
  private final RunConfig config;
  private final Consumer<String> out;

  /**
   * @param out for what a user should know
   */
  Drain(ConnectRest rest, DurablePositions positions, RunConfig config, Consumer<String> out) {
    this.rest = rest;
    this.positions = positions;
    this.config = config;
    this.out = out;
  }

  /**
   * Returns when all has landed, or the patience is over.
   *
   * @param sink the sink's configuration
   * @param commitInterval how often it commits
   * @return whether everything that was captured has landed
   */
  boolean run(Map<String, String> sink, Duration commitInterval) {
    Duration patience = config.shutdownTimeout();
    long deadline = System.nanoTime() + patience.toNanos();
    out.accept(
        "stopping the source, then waiting up to " + patience.toSeconds() + " s for rows to land");
    boolean landed = false;
    try {
      rest.stop(RunCommand.SOURCE);
      if (!rest.awaitStopped(RunCommand.SOURCE, patience)) {
        LOG.warn("the source did not stop in time");
      }
      if (commitInterval.compareTo(SHORT_INTERVAL) > 0) {
        rest.putConfig(RunCommand.SINK, hurried(sink));
      }
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      landed = positions.awaitLast(left);
      if (landed) {
        positions.saveLast();
      }
    } catch (RuntimeException e) { // each catalog has its own
      LOG.warn(
          "{}: {}: {}",
          landed ? "the last positions are not in the catalog" : "stopping without waiting",
          e.getClass().getSimpleName(),
          config.withoutSecrets(e.getMessage()));
    }
    out.accept(
        landed
            ? "stopped; everything that was captured has landed"
            : "stopped; rows that have not landed are kept, and land after the next start");
    return landed;
  }

  /** With this the sink commits at once. Its task starts again for that, which takes seconds. */
  private static Map<String, String> hurried(Map<String, String> sink) {
    Map<String, String> hurried = new LinkedHashMap<>(sink);
    hurried.put(SinkProperties.COMMIT_INTERVAL, Long.toString(COMMIT_INTERVAL.toMillis()));
    // The task misses the coordinator's first question. After this timeout the coordinator commits
    // what it has, and asks again.
    hurried.put(SinkProperties.COMMIT_TIMEOUT, Long.toString(COMMIT_TIMEOUT.toMillis()));
    return hurried;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a run: stops the source first, so that nothing more comes, and lets the sinks land the
 * rest. Their commit interval may be minutes, too long for a stop, so they get a short one then.
 */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  private final ConnectRest rest;
  private final RunSinks sinks;
  private final DurablePositions positions;
  private final RunConfig config;
  private final Consumer<String> out;

  /**
   * @param out for what a user should know
   */
  Drain(
      ConnectRest rest,
      RunSinks sinks,
      DurablePositions positions,
      RunConfig config,
      Consumer<String> out) {
    this.rest = rest;
    this.sinks = sinks;
    this.positions = positions;
    this.config = config;
    this.out = out;
  }

  /**
   * Returns when all has landed, or the patience is over.
   *
   * @param commitInterval how often the sinks commit
   * @return whether everything that was captured has landed
   */
  boolean run(Duration commitInterval) {
    Duration patience = config.shutdownTimeout();
    long deadline = System.nanoTime() + patience.toNanos();
    out.accept(
        "stopping the source, then waiting up to " + patience.toSeconds() + " s for rows to land");
    boolean landed = false;
    try {
      rest.stop(RunSinks.SOURCE);
      if (!rest.awaitStopped(RunSinks.SOURCE, patience)) {
        LOG.warn("the source did not stop in time");
      }
      sinks.hurry(rest, commitInterval);
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
}

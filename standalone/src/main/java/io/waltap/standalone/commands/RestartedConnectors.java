/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.ConnectRest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the state of connectors, and restarts one that has failed. Connectors retry what a retry
 * can fix, but not forever. Used by one thread.
 */
final class RestartedConnectors {
  private static final Logger LOG = LoggerFactory.getLogger(RestartedConnectors.class);

  private final ConnectRest rest;
  private final Map<String, Failed> failing = new LinkedHashMap<>();

  RestartedConnectors(ConnectRest rest) {
    this.rest = rest;
  }

  /**
   * The state of a connector.
   *
   * @param word RUNNING, FAILED, or what Connect calls it
   * @param reason why it does not run; empty if it does
   */
  record State(String word, String reason) {}

  State look(String connector) {
    ConnectRest.Status status = rest.status(connector);
    if (!status.failed()) {
      failing.remove(connector);
      return status.running()
          ? new State("RUNNING", "")
          : new State(
              status.state() + " (" + status.tasks().size() + " tasks)",
              connector + " is " + status.state() + " with " + status.tasks().size() + " tasks");
    }
    String reason = reason(status.failure());
    Failed failed = failing.computeIfAbsent(connector, name -> new Failed());
    if (failed.retryDue()) {
      LOG.warn("{} failed, restarting it: {}", connector, reason);
      rest.restartFailed(connector);
    }
    return new State("FAILED", connector + " failed: " + reason);
  }

  /** The first line of the trace; of a record that is too large, what it is about. */
  static String reason(String trace) {
    return trace
        .lines()
        .filter(line -> line.contains("RecordTooLargeException"))
        .findFirst()
        .map(line -> line.strip() + " A row needs more than MAX_ROW_MB: set it to more.")
        .orElseGet(() -> trace.lines().findFirst().orElse(""));
  }

  /** When to restart again: after 30 s, 1, 2, 4, 5, 5 … minutes. */
  private static final class Failed {
    private final GrowingPause pauses =
        new GrowingPause(Duration.ofSeconds(30), Duration.ofMinutes(5));
    private long due = System.nanoTime();

    boolean retryDue() {
      long now = System.nanoTime();
      if (now - due < 0) {
        return false;
      }
      due = now + pauses.next().toNanos();
      return true;
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the checks of {@code preflight} before a run starts anything, and waits for a database that
 * cannot be reached.
 */
final class ReadyDatabase {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Checks checks;
  private final StopSignal stop;
  private final Consumer<String> out;

  /** How the wait has ended. */
  enum Outcome {
    /** A run can start. */
    READY,
    /** An operator has to change something first. */
    REFUSED,
    /** A signal to stop came before. */
    STOPPED
  }

  /**
   * @param out for what a user should know
   */
  ReadyDatabase(Checks checks, StopSignal stop, Consumer<String> out) {
    this.checks = checks;
    this.stop = stop;
    this.out = out;
  }

  Outcome await(HealthServer health) {
    GrowingPause pauses = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
    while (true) {
      Checks.Result result = checks.check();
      if (!result.unreachable()) {
        return outcome(result);
      }
      Duration pause = pauses.next();
      List<String> reasons = result.errors().stream().map(Finding::row).toList();
      health.set("starting", reasons);
      out.accept(
          "PostgreSQL cannot be reached; trying again in "
              + pause.toSeconds()
              + " s: "
              + String.join(" ", reasons));
      if (stop.await(pause)) {
        return Outcome.STOPPED;
      }
    }
  }

  private Outcome outcome(Checks.Result result) {
    result.errors().forEach(error -> out.accept(error.row()));
    result.warnings().forEach(warning -> out.accept(warning.row()));
    result.plan().forEach(out);
    if (result.errors().isEmpty()) {
      return Outcome.READY;
    }
    out.accept("not started: fix the errors above; nothing was created or changed");
    return Outcome.REFUSED;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Supplier;

/** One line that changes in place on a terminal; elsewhere, a line every few seconds. */
final class ProgressDisplay {
  private static final long IN_PLACE_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LINE_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintStream out;
  private final boolean terminal;
  private long lastShown;
  private boolean printed;
  private int width;

  ProgressDisplay(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Shows the progress if it is time for that.
   *
   * @param progress is asked for only then
   */
  void show(long nanos, Supplier<Progress> progress) {
    long every = terminal ? IN_PLACE_EVERY_NANOS : LINE_EVERY_NANOS;
    if (printed && nanos - lastShown < every) {
      return;
    }
    String line = "  " + progress.get().line();
    if (terminal) {
      width = Math.max(width, line.length());
      out.print("\r" + line + " ".repeat(width - line.length()));
      out.flush();
    } else {
      out.println(line);
    }
    lastShown = nanos;
    printed = true;
  }

  /** The last state, and an end to the line that changed in place. */
  void finish(Progress progress) {
    if (terminal && printed) {
      out.print("\r" + " ".repeat(width) + "\r");
    }
    out.println("  " + progress.line());
    printed = false;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.io.PrintStream;
import java.time.Duration;

/** One line that changes in place on a terminal; elsewhere, a line every few seconds. */
final class ProgressDisplay {
  private static final long LINE_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintStream out;
  private final boolean terminal;
  private long lastLine;
  private boolean printed;
  private int width;

  ProgressDisplay(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void show(Progress progress, long nanos) {
    if (terminal) {
      String line = "  " + progress.line();
      width = Math.max(width, line.length());
      out.print("\r" + line + " ".repeat(width - line.length()));
      out.flush();
      printed = true;
    } else if (!printed || nanos - lastLine >= LINE_EVERY_NANOS) {
      out.println("  " + progress.line());
      lastLine = nanos;
      printed = true;
    }
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

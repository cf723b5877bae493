/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import java.io.PrintStream;
import java.util.Locale;

/** Shows the progress on standard error; standard output is for the tables. */
final class Console {
  private final PrintStream out;
  private final long start = System.nanoTime();

  Console(PrintStream out) {
    this.out = out;
  }

  void say(String what) {
    long seconds = (System.nanoTime() - start) / 1_000_000_000L;
    out.printf(Locale.ROOT, "[%4d s] %s%n", seconds, what);
  }

  /** Formats a number with separators and without decimals. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}

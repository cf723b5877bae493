/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Says what happens, with the time in UTC and the seconds since the start. For any thread. */
final class SoakLog {
  private final PrintStream out;
  private final long start = System.nanoTime();

  SoakLog(PrintStream out) {
    this.out = out;
  }

  void say(String what) {
    long seconds = (System.nanoTime() - start) / 1_000_000_000L;
    LocalTime time = LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS);
    out.printf(Locale.ROOT, "%s [%5d s] %s%n", time, seconds, what);
  }
}

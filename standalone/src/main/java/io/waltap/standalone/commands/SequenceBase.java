/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/**
 * The number that a broker's offsets are added to, so that changes of a later broker have larger
 * numbers than those of an earlier one. Pure.
 *
 * <p>It is the clock's time in microseconds, since fewer records come than microseconds pass. But a
 * clock may go back. So the base is also above the one before by more records than any partition
 * has.
 */
final class SequenceBase {
  /** More records than one partition of a broker has: a thousand a second for 34 years. */
  static final long MOST_RECORDS = 1L << 40;

  private SequenceBase() {}

  /**
   * The base of a new broker.
   *
   * @param previous of the broker before it; empty if that is not known
   */
  static long next(OptionalLong previous, Instant now) {
    long clock = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    return previous.isEmpty()
        ? clock
        : Math.max(clock, Math.addExact(previous.getAsLong(), MOST_RECORDS));
  }
}

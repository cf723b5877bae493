/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

/**
 * The transactions of {@link SteadyWriter}, numbered from 1: when each is due, and which rows it
 * has. Both follow from the number alone. So a late transaction changes neither the times nor the
 * rows of those that follow.
 *
 * @param rows per second, in all transactions together
 * @param transactions per second
 */
record TransactionSchedule(double rows, int transactions) {
  private static final long SECOND_NANOS = 1_000_000_000;

  /** Returns when a transaction is due, in nanoseconds after the start. */
  long dueNanos(long number) {
    return (number - 1) * SECOND_NANOS / transactions;
  }

  /**
   * Returns the last row of a transaction. Each transaction has at least one row, even if that
   * makes more rows than were asked for.
   */
  long lastRow(long number) {
    return Math.max(number, (long) ((double) number * rows / transactions));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TransactionScheduleTest {
  @Test
  void transactionsAreEvenlySpaced() {
    TransactionSchedule schedule = new TransactionSchedule(1500, 500);

    assertThat(schedule.dueNanos(1)).isZero();
    assertThat(schedule.dueNanos(2)).isEqualTo(2_000_000);
    assertThat(schedule.dueNanos(3)).isEqualTo(4_000_000);
  }

  @Test
  void roundedTimesDoNotDrift() {
    TransactionSchedule schedule = new TransactionSchedule(3, 3);

    assertThat(schedule.dueNanos(2)).isEqualTo(333_333_333);
    assertThat(schedule.dueNanos(3 * 3600 + 1)).isEqualTo(Duration.ofHours(1).toNanos());
  }

  @Test
  void eachTransactionHasItsShareOfTheRows() {
    assertThat(lastRows(1500, 500)).containsExactly(3, 6, 9, 12, 15, 18);
  }

  @Test
  void rowsThatCannotBeDividedAddUpToTheRate() {
    assertThat(lastRows(10, 3)).containsExactly(3, 6, 10, 13, 16, 20);
  }

  @Test
  void eachTransactionHasAtLeastOneRow() {
    assertThat(lastRows(100, 500)).containsExactly(1, 2, 3, 4, 5, 6);
  }

  private static long[] lastRows(double rows, int transactions) {
    TransactionSchedule schedule = new TransactionSchedule(rows, transactions);
    return LongStream.rangeClosed(1, 6).map(schedule::lastRow).toArray();
  }
}

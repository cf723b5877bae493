/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void medianAndP99AreTimesThatWereMeasured() {
    for (int millis = 100; millis >= 1; millis--) {
      latencies.add(millis, 1);
    }

    assertThat(latencies.summary()).isEqualTo(new Latencies.Summary(100, 50, 99));
  }

  @Test
  void oneTimeIsMedianAndP99() {
    latencies.add(7, 1);

    assertThat(latencies.summary()).isEqualTo(new Latencies.Summary(1, 7, 7));
  }

  @Test
  void anyNumberOfChangesIsExact() {
    latencies.add(20, 980_000_000L);
    latencies.add(4_000, 15_000_000L);
    latencies.add(90_000, 5_000_000L);

    assertThat(latencies.summary()).isEqualTo(new Latencies.Summary(1_000_000_000L, 20, 4_000));
  }

  @Test
  void whatTakesLongerThanTheLongestTimeCountsAsThat() {
    latencies.add(Latencies.LONGEST_MS - 1, 1);
    latencies.add(Latencies.LONGEST_MS + 1, 1);
    latencies.add(Long.MAX_VALUE, 1);

    assertThat(latencies.summary())
        .isEqualTo(new Latencies.Summary(3, Latencies.LONGEST_MS, Latencies.LONGEST_MS));
  }

  @Test
  void aTimeBelowZeroCountsAsZero() {
    latencies.add(-1, 1);

    assertThat(latencies.summary()).isEqualTo(new Latencies.Summary(1, 0, 0));
  }

  @Test
  void aSummaryStaysAsItIs() {
    latencies.add(5, 1);
    Latencies.Summary before = latencies.summary();
    latencies.add(9, 3);

    assertThat(before).isEqualTo(new Latencies.Summary(1, 5, 5));
    assertThat(latencies.summary()).isEqualTo(new Latencies.Summary(4, 9, 9));
  }

  @Test
  void withoutChangesTheCountIsZero() {
    assertThat(latencies.summary()).isEqualTo(new Latencies.Summary(0, 0, 0));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagsTest {
  @Test
  void theReportHasBothWaysOfAllTables() {
    Lags lags = Lags.of(Duration.ofSeconds(25));
    lags.begin(1_000_000);
    for (long committed = 1_000_000; committed < 1_025_000; committed += 100) {
      lags.kafka().add(committed, committed + 30, 2);
      lags.clocks().get("customers").made(committed, 1);
      lags.clocks().get("orders").made(committed, 1);
    }
    lags.clocks().get("customers").landed(1_026_000, 250);
    lags.clocks().get("orders").landed(1_026_000, 250);

    assertThat(lags.report(500))
        .containsExactly(
            "Lag since the commit in PostgreSQL, without the first 5 s:",
            "  commit -> Kafka: median     30 ms, p99     30 ms (goal: p99 below   500 ms): met",
            "  commit -> table: median 11,000 ms, p99 20,800 ms (goal: p99 below 5,000 ms): MISSED",
            "Median lag in the first and in the last quarter of that time:",
            "  commit -> Kafka:     30 ms,     30 ms: the lag did not grow",
            "  commit -> table: 18,500 ms,  3,500 ms: the lag did not grow");
  }
}

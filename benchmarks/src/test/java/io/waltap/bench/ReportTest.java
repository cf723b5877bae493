/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void theHeadingOfLatencySaysTheWorkerAndTheTransactions() {
    assertThat(latency("--exactly-once", "--transactions", "500"))
        .contains("(worker: exactly once, 500 transactions/s)\n");
    assertThat(latency()).contains("(worker: at least once, a transaction each 5 ms)\n");
  }

  @Test
  void latencyHasTheMediansOfTheFirstAndOfTheLastQuarter() {
    assertThat(latency())
        .contains("| most | first quarter | last quarter | rounds |\n")
        .contains("| Waltap | 1,499 | 2.0 | 4.0 | 4.0 | 4.0 | 4.0 | 1.0 | 4.0 | 1 |\n");
  }

  private static String latency(String... arguments) {
    long[] arrivals = {0, 50, 60, 100};
    long[] micros = {1000, 2000, 3000, 4000};
    Report report = new Report();
    report.latency(
        List.of(Latency.of(Contender.WALTAP, 1, 1500, 1499, arrivals, micros)),
        BenchOptions.parse(List.of(arguments)));
    return report.toString();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waltap.it.conformance.ConformanceCases.Run;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A consumer cannot distinguish Waltap's records from Debezium's. Both connectors capture the same
 * SQL, and every record of every topic is compared. The cases are the files in {@code
 * src/test/resources/conformance}.
 */
final class ConformanceIT {
  private static final ConformanceReport REPORT = new ConformanceReport();

  static Stream<Run> runs() {
    return ConformanceCases.runs();
  }

  @AfterAll
  static void printReport() {
    REPORT.print();
  }

  // Guards against: consumers, transforms and sinks that fail after connector.class is changed.
  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void recordsAreThoseOfDebezium(Run run) {
    List<String> missing = SideBySide.missingExtensions(run);
    if (!missing.isEmpty()) {
      REPORT.addSkipped(run, missing);
    }
    assumeTrue(missing.isEmpty(), () -> "the server lacks the extensions " + missing);
    Outcome outcome = compare(run);
    REPORT.add(outcome);
    if (!outcome.unexplained().isEmpty()) {
      throw new AssertionError(outcome.listing());
    }
    assertThat(outcome.records()).as("records of %s", run).isPositive();
  }

  private static Outcome compare(Run run) {
    try {
      return Outcome.of(run, SideBySide.capture(run));
    } catch (RuntimeException | Error e) {
      REPORT.addFailed(run, e);
      throw e;
    }
  }
}

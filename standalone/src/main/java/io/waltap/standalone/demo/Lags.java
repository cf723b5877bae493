/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Both lags of a run, from the commit in PostgreSQL. The first one ends when a reader of committed
 * records has the change. The second one ends when the change is in a snapshot of its Iceberg
 * table.
 *
 * <p>Neither is shown too short. {@link DemoWatch} counts the rows of the tables a few times in a
 * second, so the lag to a table includes the time until the next count.
 *
 * @param kafka measured by a {@link TopicReader}
 * @param table of all tables together, measured by the clocks
 * @param clocks by the name of the table
 */
record Lags(LagMeter kafka, LagMeter table, Map<String, LagClock> clocks) {
  private static final Duration KAFKA_GOAL = Duration.ofMillis(500);
  private static final Duration TABLE_GOAL = Duration.ofSeconds(5);

  /**
   * @param run how long changes are made
   */
  static Lags of(Duration run) {
    LagMeter kafka = new LagMeter("commit -> Kafka", KAFKA_GOAL, run);
    LagMeter table = new LagMeter("commit -> table", TABLE_GOAL, run);
    Map<String, LagClock> clocks =
        Workload.TABLES.stream()
            .collect(Collectors.toUnmodifiableMap(name -> name, name -> new LagClock(table)));
    return new Lags(kafka, table, clocks);
  }

  /** What was committed before this time is not measured. */
  void begin(long millis) {
    kafka.begin(millis);
    table.begin(millis);
  }

  /**
   * The lags, their goals, and whether they have grown.
   *
   * @param made how many changes the workload has made
   */
  List<String> report(long made) {
    List<LagResult> results = List.of(kafka.result(), table.result());
    List<String> lines = new ArrayList<>();
    lines.add(
        "Lag since the commit in PostgreSQL, without the first "
            + LagMeter.WARM_UP.toSeconds()
            + " s:");
    results.forEach(result -> lines.add("  " + result.percentiles(made)));
    lines.add("Median lag in the first and in the last quarter of that time:");
    results.forEach(result -> lines.add("  " + result.growth()));
    return lines;
  }
}

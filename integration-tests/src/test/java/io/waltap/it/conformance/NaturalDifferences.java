/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import io.waltap.it.conformance.Difference.Part;
import io.waltap.it.conformance.Explanation.Matcher;
import java.util.List;
import java.util.Set;

/**
 * Values in which two runs of Debezium would also differ, each with the reason. Only values are
 * listed: a schema must never differ. Heartbeats are not compared, because their times depend on
 * clocks; nor is the marker table of the tests.
 */
final class NaturalDifferences {
  private static final Set<String> TIMES = Set.of("ts_ms", "ts_us", "ts_ns");
  private static final Set<String> SNAPSHOT_POSITION =
      Set.of("ts_ms", "ts_us", "ts_ns", "txId", "lsn", "sequence");

  static final List<Explanation> ALL =
      List.of(
          natural(
              "source-version",
              "source.version names the version of the connector.",
              (difference, scene) ->
                  difference.isValue("source", "version") && areOfOneKind(difference)),
          natural(
              "processing-time",
              "ts_ms, ts_us and ts_ns of the envelope say when the connector processed the event.",
              (difference, scene) ->
                  difference.part() == Part.VALUE
                      && difference.path().size() == 1
                      && TIMES.contains(difference.path().get(0))
                      && difference.debezium().isIntegralNumber()
                      && areOfOneKind(difference)),
          natural(
              "snapshot-position",
              "The source block of a snapshot row has time, transaction and WAL position of the"
                  + " snapshot; each connector takes its own snapshot.",
              (difference, scene) ->
                  difference.isSnapshot()
                      && isSource(difference)
                      && SNAPSHOT_POSITION.contains(difference.path().get(1))
                      && areOfOneKind(difference)),
          natural(
              "run-id",
              "The header __debezium.context.runId is a new UUID at each start.",
              (difference, scene) ->
                  difference.part() == Part.HEADERS
                      && difference.path().equals(List.of("__debezium.context.runId"))
                      && difference.debezium().isTextual()
                      && difference.waltap().isTextual()));

  private NaturalDifferences() {}

  private static boolean isSource(Difference difference) {
    return difference.part() == Part.VALUE
        && difference.path().size() == 2
        && difference.path().get(0).equals("source");
  }

  /** Whether both are numbers, or both are texts, and neither is missing. */
  private static boolean areOfOneKind(Difference difference) {
    return difference.debezium().isValueNode()
        && difference.debezium().getNodeType() == difference.waltap().getNodeType();
  }

  private static Explanation natural(String id, String reason, Matcher matcher) {
    return new Explanation(id, reason, "", matcher);
  }
}

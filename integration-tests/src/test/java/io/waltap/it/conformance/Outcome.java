/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import io.waltap.it.conformance.ConformanceCases.Run;
import io.waltap.it.conformance.TopicComparison.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The result of the comparison of one case.
 *
 * @param records number of compared records; a pair counts once
 * @param explained how often each explanation applied, by its id
 */
record Outcome(Run run, int records, Map<String, Integer> explained, List<Difference> unexplained) {
  private static final int LISTED = 20;

  static Outcome of(Run run, Scene scene) {
    List<Pair> pairs = new TopicComparison(scene.debezium(), scene.waltap()).pairs();
    Map<String, Integer> explained = new TreeMap<>();
    List<Difference> unexplained = new ArrayList<>();
    for (Pair pair : pairs) {
      for (Difference difference : RecordComparison.differences(pair)) {
        Optional<Explanation> explanation = explanation(difference, scene);
        if (explanation.isPresent()) {
          explained.merge(explanation.get().id(), 1, Integer::sum);
        } else {
          unexplained.add(difference);
        }
      }
    }
    return new Outcome(run, pairs.size(), explained, unexplained);
  }

  /** Counts the deliberate differences. Natural differences are in every record. */
  int deliberate() {
    return DeliberateDifferences.ALL.stream()
        .mapToInt(explanation -> explained.getOrDefault(explanation.id(), 0))
        .sum();
  }

  /** Returns the first unexplained differences for people to read. */
  String listing() {
    StringBuilder listing = new StringBuilder();
    listing
        .append(run)
        .append(": ")
        .append(unexplained.size())
        .append(" unexplained differences in ")
        .append(records)
        .append(" records; the first are")
        .append(System.lineSeparator());
    unexplained.stream()
        .limit(LISTED)
        .forEach(
            difference -> listing.append("  ").append(difference).append(System.lineSeparator()));
    return listing.toString();
  }

  private static Optional<Explanation> explanation(Difference difference, Scene scene) {
    return Stream.concat(NaturalDifferences.ALL.stream(), DeliberateDifferences.ALL.stream())
        .filter(explanation -> explanation.explains(difference, scene))
        .findFirst();
  }
}

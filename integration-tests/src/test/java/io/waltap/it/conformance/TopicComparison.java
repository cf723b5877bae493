/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Pairs the records of both connectors, topic by topic, and finds their differences. */
final class TopicComparison {
  /** Beyond this, records are paired by their places only. */
  private static final int ALIGNED = 3000;

  private final Map<String, List<Captured>> debezium;
  private final Map<String, List<Captured>> waltap;

  TopicComparison(List<Captured> debezium, List<Captured> waltap) {
    this.debezium = byTopic(debezium);
    this.waltap = byTopic(waltap);
  }

  /** A record of each, one of which may be null. */
  record Pair(String table, Captured debezium, Captured waltap) {}

  List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    Set<String> topics = new TreeSet<>(debezium.keySet());
    topics.addAll(waltap.keySet());
    for (String topic : topics) {
      List<Captured> theirs = debezium.getOrDefault(topic, List.of());
      List<Captured> ours = waltap.getOrDefault(topic, List.of());
      if (topic.endsWith("transaction")) {
        theirs = afterFirstMarker(theirs);
        ours = afterFirstMarker(ours);
      }
      pair(table(theirs, ours), theirs, ours, pairs);
    }
    return pairs;
  }

  private static Map<String, List<Captured>> byTopic(List<Captured> records) {
    Map<String, List<Captured>> byTopic = new LinkedHashMap<>();
    for (Captured captured : records) {
      byTopic.computeIfAbsent(captured.topic(), unused -> new ArrayList<>()).add(captured);
    }
    return byTopic;
  }

  /**
   * Transactions from the first marker's on: which ones a slot shows before that depends on when it
   * was made, and the two were made one after the other.
   */
  private static List<Captured> afterFirstMarker(List<Captured> transactions) {
    for (int i = 0; i < transactions.size(); i++) {
      for (var collection : transactions.get(i).value().path("data_collections")) {
        if (collection.path("data_collection").asText().equals(ConformanceCase.MARKER_TABLE)) {
          return transactions.subList(i + 1, transactions.size());
        }
      }
    }
    return transactions;
  }

  private static String table(List<Captured> theirs, List<Captured> ours) {
    for (List<Captured> records : List.of(theirs, ours)) {
      for (Captured captured : records) {
        if (captured.table() != null) {
          return captured.table();
        }
      }
    }
    return null;
  }

  private static void pair(
      String table, List<Captured> theirs, List<Captured> ours, List<Pair> pairs) {
    int shorter = Math.min(theirs.size(), ours.size());
    int longer = Math.max(theirs.size(), ours.size());
    if (theirs.size() == ours.size() || longer > ALIGNED) {
      for (int i = 0; i < longer; i++) {
        pairs.add(
            new Pair(
                table,
                i < theirs.size() ? theirs.get(i) : null,
                i < ours.size() ? ours.get(i) : null));
      }
      return;
    }
    if (shorter == 0) {
      theirs.forEach(captured -> pairs.add(new Pair(table, captured, null)));
      ours.forEach(captured -> pairs.add(new Pair(table, null, captured)));
      return;
    }
    align(table, theirs, ours, pairs);
  }

  /** The longest common subsequence by operation and key is paired; the others stay alone. */
  private static void align(
      String table, List<Captured> theirs, List<Captured> ours, List<Pair> pairs) {
    int[][] common = new int[theirs.size() + 1][ours.size() + 1];
    for (int i = theirs.size() - 1; i >= 0; i--) {
      for (int j = ours.size() - 1; j >= 0; j--) {
        common[i][j] =
            same(theirs.get(i), ours.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < theirs.size() || j < ours.size()) {
      if (i < theirs.size() && j < ours.size() && same(theirs.get(i), ours.get(j))) {
        pairs.add(new Pair(table, theirs.get(i++), ours.get(j++)));
      } else if (j == ours.size() || i < theirs.size() && common[i + 1][j] >= common[i][j + 1]) {
        pairs.add(new Pair(table, theirs.get(i++), null));
      } else {
        pairs.add(new Pair(table, null, ours.get(j++)));
      }
    }
  }

  private static boolean same(Captured one, Captured other) {
    return one.op().equals(other.op()) && Objects.equals(one.key(), other.key());
  }
}

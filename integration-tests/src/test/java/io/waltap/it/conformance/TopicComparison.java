/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Pairs the records of both connectors, topic by topic. */
final class TopicComparison {
  private final Map<String, List<Captured>> debezium;
  private final Map<String, List<Captured>> waltap;

  TopicComparison(List<Captured> debezium, List<Captured> waltap) {
    this.debezium = byTopic(debezium);
    this.waltap = byTopic(waltap);
  }

  /**
   * A record of each connector. One of the two may be null.
   *
   * @param table {@code schema.table}, or null if the topic does not belong to a table
   * @param lsn the position of the change in the WAL; for a tombstone, that of its delete
   * @param inOrder whether Waltap's record comes after the partners of all of Debezium's earlier
   *     records
   */
  record Pair(String table, long lsn, Captured debezium, Captured waltap, boolean inOrder) {}

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
      pairs.addAll(new Pairing(table(theirs, ours), theirs, ours).pairs());
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
   * Returns the transactions after the first marker. Which earlier transactions a slot shows
   * depends on its creation, and one slot was created after the other.
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
}

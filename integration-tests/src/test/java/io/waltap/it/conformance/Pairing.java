/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import io.waltap.it.conformance.TopicComparison.Pair;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Pairs the records of one topic by the change that they describe, and not by their keys, because
 * keys may differ. Both connectors read the same WAL, so a change is known by its position there.
 * Several changes at one position, and the rows of a snapshot, are paired by their content. A
 * record without a partner is missing on the other side.
 */
final class Pairing {
  private final String table;
  private final List<Captured> theirs;
  private final List<Captured> ours;
  private final List<Origin> origins;
  // by the index of Debezium's record
  private final Map<Integer, Integer> partners = new HashMap<>();

  Pairing(String table, List<Captured> theirs, List<Captured> ours) {
    this.table = table;
    this.theirs = theirs;
    this.ours = ours;
    this.origins = origins(theirs);
  }

  /**
   * The change that a record describes, in terms that are the same for both connectors.
   *
   * @param lsn for a tombstone, the LSN of the delete before it
   * @param transaction for the topic of transactions; otherwise empty
   */
  private record Origin(String op, long lsn, String transaction) {
    /** Whether there is only one change, so that its records are paired whatever their content. */
    boolean exact() {
      return lsn != Captured.NO_LSN || !transaction.isEmpty();
    }
  }

  /**
   * Returns Debezium's records in their order, each with Waltap's record if there is one, and then
   * the records that only Waltap has.
   */
  List<Pair> pairs() {
    List<Origin> ourOrigins = origins(ours);
    Map<Origin, List<Integer>> waiting = places(ourOrigins);
    places(origins)
        .forEach(
            (origin, places) -> match(origin, places, waiting.getOrDefault(origin, List.of())));

    List<Pair> pairs = new ArrayList<>();
    int last = -1;
    for (int i = 0; i < theirs.size(); i++) {
      Integer partner = partners.get(i);
      boolean inOrder = partner == null || partner > last;
      last = partner == null ? last : Math.max(last, partner);
      Captured waltap = partner == null ? null : ours.get(partner);
      pairs.add(new Pair(table, origins.get(i).lsn(), theirs.get(i), waltap, inOrder));
    }
    Set<Integer> paired = new HashSet<>(partners.values());
    for (int i = 0; i < ours.size(); i++) {
      if (!paired.contains(i)) {
        pairs.add(new Pair(table, ourOrigins.get(i).lsn(), null, ours.get(i), true));
      }
    }
    return pairs;
  }

  private static List<Origin> origins(List<Captured> records) {
    List<Origin> origins = new ArrayList<>();
    long lsn = Captured.NO_LSN;
    for (Captured each : records) {
      if (!each.op().equals(Captured.TOMBSTONE)) {
        lsn = each.lsn();
      }
      boolean isTransaction = !each.value().path("status").isMissingNode();
      String transaction = isTransaction ? each.value().path("id").asText() : "";
      origins.add(new Origin(each.op(), lsn, transaction));
    }
    return origins;
  }

  private static Map<Origin, List<Integer>> places(List<Origin> origins) {
    Map<Origin, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < origins.size(); i++) {
      places.computeIfAbsent(origins.get(i), unused -> new ArrayList<>()).add(i);
    }
    return places;
  }

  private void match(Origin origin, List<Integer> theirPlaces, List<Integer> ourPlaces) {
    List<Integer> theirRest = new ArrayList<>(theirPlaces);
    List<Integer> ourRest = new ArrayList<>(ourPlaces);
    matchBy(theirRest, ourRest, each -> List.of(each.key(), each.row()));
    matchBy(theirRest, ourRest, Captured::row);
    matchBy(theirRest, ourRest, Captured::key);
    if (origin.exact()) {
      matchBy(theirRest, ourRest, each -> origin);
    }
  }

  /** Pairs the records that agree in a feature, in their order, and removes them from the lists. */
  private void matchBy(
      List<Integer> theirRest, List<Integer> ourRest, Function<Captured, Object> feature) {
    Map<Object, Deque<Integer>> waiting = new HashMap<>();
    for (Integer place : ourRest) {
      waiting
          .computeIfAbsent(feature.apply(ours.get(place)), unused -> new ArrayDeque<>())
          .add(place);
    }
    Set<Integer> taken = new HashSet<>();
    for (Integer place : theirRest) {
      Deque<Integer> candidates = waiting.get(feature.apply(theirs.get(place)));
      if (candidates != null && !candidates.isEmpty()) {
        Integer partner = candidates.remove();
        partners.put(place, partner);
        taken.add(partner);
      }
    }
    theirRest.removeIf(partners::containsKey);
    ourRest.removeIf(taken::contains);
  }
}

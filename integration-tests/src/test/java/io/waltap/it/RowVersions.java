/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The versions of rows in the order in which they came about, by table and key. A key is never used
 * again after its row is gone, so that all versions of a key differ and a repetition can be told
 * from a new one.
 */
final class RowVersions {
  private static final String GONE = "gone";

  private final Map<String, List<String>> byRow = new LinkedHashMap<>();

  /** The rows of which a snapshot has delivered a version. */
  private final Set<String> read = new HashSet<>();

  static String row(String table, long id) {
    return row(table, Long.toString(id));
  }

  private static String row(String table, String id) {
    return table + ":" + id;
  }

  void written(String row, long version) {
    byRow.computeIfAbsent(row, unused -> new ArrayList<>()).add("v" + version);
  }

  void gone(String row) {
    byRow.computeIfAbsent(row, unused -> new ArrayList<>()).add(GONE);
  }

  void addAll(RowVersions later) {
    later.byRow.forEach(
        (row, versions) ->
            byRow.computeIfAbsent(row, unused -> new ArrayList<>()).addAll(versions));
    read.addAll(later.read);
  }

  /** Takes what an event says; a tombstone says nothing that the delete before it did not. */
  void add(Event event) {
    if (event.isTombstone()) {
      return;
    }
    String row = row(event.source().path("table").asText(), event.key().path("id").asLong());
    if (event.op().equals("d")) {
      gone(row);
    } else {
      written(row, event.after().path("version").asLong());
    }
    if (event.op().equals("r")) {
      read.add(row);
    }
  }

  RowVersions copy() {
    RowVersions copy = new RowVersions();
    copy.addAll(this);
    return copy;
  }

  int rows() {
    return byRow.size();
  }

  /** The rows of one table. */
  RowVersions of(String table) {
    RowVersions rows = new RowVersions();
    byRow.forEach(
        (row, versions) -> {
          if (row.startsWith(row(table, ""))) {
            rows.byRow.put(row, List.copyOf(versions));
          }
        });
    rows.read.addAll(read);
    return rows;
  }

  /** Each version only where it comes for the first time: what is left without repetitions. */
  RowVersions firstTimes() {
    RowVersions first = new RowVersions();
    byRow.forEach(
        (row, versions) -> first.byRow.put(row, List.copyOf(new LinkedHashSet<>(versions))));
    first.read.addAll(read);
    return first;
  }

  /** Rows whose versions are not exactly those that were committed, each once and in order. */
  List<String> differences(RowVersions committed) {
    List<String> differences = new ArrayList<>();
    committed.byRow.forEach(
        (row, expected) -> {
          List<String> delivered = byRow.getOrDefault(row, List.of());
          if (!delivered.equals(expected)) {
            differences.add(row + ": " + delivered + " instead of " + expected);
          }
        });
    return differences;
  }

  /**
   * The same for a table that was captured later. Of a row that was there already, a snapshot
   * delivers the version of that moment, and from then on each is owed once and in order.
   *
   * @param known what had been committed when the snapshot was over; other rows are owed in full
   */
  List<String> differencesFromSnapshot(RowVersions committed, RowVersions known) {
    List<String> differences = new ArrayList<>();
    committed.byRow.forEach(
        (row, expected) -> {
          List<String> delivered = byRow.getOrDefault(row, List.of());
          int skipped = expected.size() - delivered.size();
          List<String> then = known.byRow.getOrDefault(row, List.of());
          boolean mayBegin = skipped == 0 || !then.isEmpty() && read.contains(row);
          boolean goneBefore = delivered.isEmpty() && !then.isEmpty() && isGone(then);
          boolean complete =
              skipped >= 0 && expected.subList(skipped, expected.size()).equals(delivered);
          if (!goneBefore && !(mayBegin && complete)) {
            differences.add(row + ": " + delivered + " of " + expected + ", then " + then);
          }
        });
    return differences;
  }

  /**
   * The same for a table that is captured no longer: the versions up to some moment, each once and
   * in order.
   *
   * @param owed what had been committed before the table was left out
   */
  List<String> differencesUntil(RowVersions committed, RowVersions owed) {
    List<String> differences = new ArrayList<>();
    committed.byRow.forEach(
        (row, written) -> {
          List<String> delivered = byRow.getOrDefault(row, List.of());
          List<String> least = owed.byRow.getOrDefault(row, List.of());
          boolean begins =
              delivered.size() <= written.size()
                  && written.subList(0, delivered.size()).equals(delivered);
          if (!begins || delivered.size() < least.size()) {
            differences.add(row + ": " + delivered + " of " + written + ", owed " + least);
          }
        });
    return differences;
  }

  /** What replaying all versions leaves: the last of each row that is not gone. */
  Map<String, String> finalState() {
    Map<String, String> state = new LinkedHashMap<>();
    byRow.forEach(
        (row, versions) -> {
          if (!isGone(versions)) {
            state.put(row, versions.get(versions.size() - 1));
          }
        });
    return state;
  }

  private static boolean isGone(List<String> versions) {
    return versions.get(versions.size() - 1).equals(GONE);
  }

  /**
   * How these versions, as delivered, fall short of those that were committed: one that is missing,
   * unknown or out of order. A repetition is none, provided that it goes on from where it begins
   * without leaving anything out.
   *
   * @param beforeSlot rows as they were before the slot was made. Such a version may be passed over
   *     if the row changed before it was read: it is in no log that the slot keeps.
   */
  List<String> shortcomings(RowVersions committed, RowVersions beforeSlot) {
    List<String> shortcomings = new ArrayList<>();
    committed.byRow.forEach(
        (row, expected) -> {
          List<String> delivered = byRow.getOrDefault(row, List.of());
          int last = beforeSlot.byRow.containsKey(row) ? 0 : -1;
          int furthest = -1;
          for (String version : delivered) {
            int index = expected.indexOf(version);
            if (index < 0 || index > last + 1) {
              shortcomings.add(
                  row + ": " + version + " out of place in " + delivered + " of " + expected);
              return;
            }
            last = index;
            furthest = Math.max(furthest, index);
          }
          if (furthest < expected.size() - 1) {
            shortcomings.add(row + ": " + delivered + " lacks the end of " + expected);
          }
        });
    byRow.keySet().stream()
        .filter(row -> !committed.byRow.containsKey(row))
        .forEach(row -> shortcomings.add(row + " was never committed"));
    return shortcomings;
  }
}

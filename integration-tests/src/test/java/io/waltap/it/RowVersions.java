/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The versions of rows in the order in which they came about, by table and key. A key is never used
 * again after its row is gone, so that all versions of a key differ and a repetition can be told
 * from a new one.
 */
final class RowVersions {
  private static final String GONE = "gone";

  private final Map<String, List<String>> byRow = new LinkedHashMap<>();

  static String row(String table, long id) {
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
  }

  RowVersions copy() {
    RowVersions copy = new RowVersions();
    copy.addAll(this);
    return copy;
  }

  int rows() {
    return byRow.size();
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

  /** What replaying all versions leaves: the last of each row that is not gone. */
  Map<String, String> finalState() {
    Map<String, String> state = new LinkedHashMap<>();
    byRow.forEach(
        (row, versions) -> {
          String last = versions.get(versions.size() - 1);
          if (!last.equals(GONE)) {
            state.put(row, last);
          }
        });
    return state;
  }

  /**
   * How these versions, as delivered, fall short of those that were committed: one that is missing,
   * unknown or out of order. A repetition is none, provided that it goes on from where it begins
   * without leaving anything out.
   *
   * @param beforeSlot rows as they were before the slot was made. Such a version may be passed over if the row changed before it was
   *     read: it is in no log that the slot keeps.
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

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
 * The versions of rows, by table and key, in the order in which they were made. After a row is
 * deleted, its key is not used again. So all versions of a key differ, and a repetition differs
 * from a new version.
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

  /** Adds what an event says. A tombstone says nothing that its delete did not say. */
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

  /** Returns the rows of one table. */
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

  /** Returns each version only at its first occurrence, so without repetitions. */
  RowVersions firstTimes() {
    RowVersions first = new RowVersions();
    byRow.forEach(
        (row, versions) -> first.byRow.put(row, List.copyOf(new LinkedHashSet<>(versions))));
    first.read.addAll(read);
    return first;
  }

  /** Returns the rows whose versions are not exactly the committed ones, each once and in order. */
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
   * Returns the differences of a table that was captured later. Of a row that existed already, a
   * snapshot delivers the version of that moment. From then on, each version must come once and in
   * order.
   *
   * @param known what was committed when the snapshot was complete; all versions of other rows must
   *     come
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
   * Returns the differences of a table that is not captured any more: its versions up to some
   * moment must come once and in order.
   *
   * @param owed what was committed before the table was dropped from the publication; it must come
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

  /** Returns the state after all versions: the last version of each row that is not deleted. */
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
   * Returns where these delivered versions fall short of the committed ones: a version that is
   * missing, unknown or out of order. A repetition is not a shortcoming if it goes on from where it
   * begins without skipping a version.
   *
   * @param beforeSlot rows as they were before the slot was created. Such a version may be skipped
   *     if the row changed before it was read: the slot does not keep the WAL of that version.
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

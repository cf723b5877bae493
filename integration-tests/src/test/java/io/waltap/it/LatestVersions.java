/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The latest version of each row of a table in which every change makes a row's version one more,
 * and where a row's history, as delivered, goes back or leaves a version out. A worker that starts
 * again may repeat changes; each row then goes on from where the repetition begins.
 */
final class LatestVersions {
  private final Map<Long, Row> rows = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private int life;
  private long reads;
  private long lowestRead = Long.MAX_VALUE;

  private static final class Row {
    private long version;
    private long highest;
    private int life;
    private boolean gone;
  }

  /** The worker has died: what comes next is from its next life. */
  void died() {
    life++;
    lowestRead = Long.MAX_VALUE;
  }

  void add(Event event) {
    if (event.isTombstone()) {
      return;
    }
    long id = event.key().path("id").asLong();
    boolean known = rows.containsKey(id);
    Row row = rows.computeIfAbsent(id, unused -> new Row());
    switch (event.op()) {
      case "d" -> row.gone = true;
      case "r" -> read(id, row, known, event.after().path("version").asLong());
      default -> changed(id, row, known, event.after().path("version").asLong());
    }
    row.life = life;
  }

  /** How many rows snapshots have delivered, those that came again among them. */
  long reads() {
    return reads;
  }

  /** The lowest key that a snapshot has delivered in the worker's present life. */
  long lowestRead() {
    return lowestRead;
  }

  List<String> faults() {
    return faults;
  }

  boolean knows(long id) {
    return rows.containsKey(id);
  }

  /**
   * Rows whose latest version is not the one that it should be.
   *
   * @param expected the rows that there are, by key
   */
  List<String> differences(Map<Long, Long> expected) {
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (id, version) -> {
          Row row = rows.get(id);
          if (row == null || row.gone || row.version != version) {
            String delivered = row == null ? "not delivered" : described(row);
            differences.add(id + ": " + delivered + ", but is at " + version);
          }
        });
    rows.forEach(
        (id, row) -> {
          if (!row.gone && !expected.containsKey(id)) {
            differences.add(id + ": " + described(row) + ", but is gone");
          }
        });
    return differences;
  }

  /** A row is read at a moment that lies after all that was delivered of it. */
  private void read(long id, Row row, boolean known, long version) {
    reads++;
    lowestRead = Math.min(lowestRead, id);
    if (known && (row.gone || version < row.highest)) {
      faults.add(id + ": read with version " + version + " after " + described(row));
    }
    row.gone = false;
    row.version = version;
    row.highest = Math.max(row.highest, version);
  }

  private void changed(long id, Row row, boolean known, long version) {
    boolean back = row.life == life && (row.gone || version < row.version);
    if (known && (back || version > row.version + 1)) {
      faults.add(id + ": changed to version " + version + " after " + described(row));
    }
    row.gone = false;
    row.version = version;
    row.highest = Math.max(row.highest, version);
  }

  private static String described(Row row) {
    return (row.gone ? "its end at " : "") + row.version + " (highest " + row.highest + ")";
  }
}

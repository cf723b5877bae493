/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The latest version of each row of a table in which every change increases a row's version by one.
 * It also finds where the delivered history of a row goes back or skips a version. A worker that
 * starts again may repeat changes; each row then goes on from where the repetition begins.
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

  /** Notes that the worker has died: the next records are from its next life. */
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

  /** Counts the rows that snapshots have delivered, with repetitions. */
  long reads() {
    return reads;
  }

  /** Returns the lowest key that a snapshot has delivered in the worker's current life. */
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
   * Returns the rows whose latest version is not the expected one.
   *
   * @param expected the rows that exist, by key
   */
  List<String> differences(Map<Long, Long> expected) {
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (id, version) -> {
          Row row = rows.get(id);
          if (row == null || row.gone || row.version != version) {
            String delivered = row == null ? "not delivered" : described(row);
            differences.add(id + ": " + delivered + ", but has version " + version);
          }
        });
    rows.forEach(
        (id, row) -> {
          if (!row.gone && !expected.containsKey(id)) {
            differences.add(id + ": " + described(row) + ", but is deleted");
          }
        });
    return differences;
  }

  /** A row is read at a moment after everything that was delivered of it. */
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
    return (row.gone ? "deleted at " : "") + row.version + " (highest " + row.highest + ")";
  }
}

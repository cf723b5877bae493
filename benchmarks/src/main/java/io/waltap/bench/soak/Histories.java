/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * The versions of all rows. The ledger of what was committed is one of these, and what has arrived
 * is another. It has its own lock, so several writers may add to it.
 */
final class Histories {
  private final Map<String, Map<Long, RowHistory>> tables = new TreeMap<>();
  private long changes;

  /**
   * One change of one row.
   *
   * @param version of the row, or {@link RowHistory#DELETED}
   * @param checksum of the payload, or {@link RowHistory#UNSENT}
   */
  record Change(String table, long id, long version, long checksum) {}

  /** A checksum of a payload; never negative. */
  static long checksum(String payload) {
    CRC32 sum = new CRC32();
    sum.update(payload.getBytes(StandardCharsets.UTF_8));
    return sum.getValue();
  }

  /** Adds the changes of one transaction. */
  synchronized void add(List<Change> transaction) {
    for (Change change : transaction) {
      tables
          .computeIfAbsent(change.table(), table -> new HashMap<>())
          .computeIfAbsent(change.id(), id -> new RowHistory())
          .add(change.version(), change.checksum());
      changes++;
    }
  }

  synchronized long changes() {
    return changes;
  }

  /** Reads the rows of a table; nobody adds meanwhile. */
  synchronized <T> T read(String table, Function<Map<Long, RowHistory>, T> reader) {
    return reader.apply(tables.getOrDefault(table, Map.of()));
  }

  /** The last version of each row that is not deleted. */
  Map<Long, Long> state(String table) {
    return read(
        table,
        rows -> {
          Map<Long, Long> state = new HashMap<>();
          rows.forEach(
              (id, history) -> {
                if (history.last() != RowHistory.DELETED) {
                  state.put(id, history.last());
                }
              });
          return state;
        });
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what has arrived of one table with the ledger.
 *
 * @param versions committed versions
 * @param missing committed, and has not arrived
 * @param doubled arrived again; wrong only with exactly-once delivery
 * @param outOfOrder arrived for the first time after a later version, or a row whose last record is
 *     not its last version
 * @param wrong arrived with another payload
 * @param unknown arrived, and was never committed
 * @param examples the histories of some rows that are not right
 */
record Verdict(
    String table,
    long versions,
    long missing,
    long doubled,
    long outOfOrder,
    long wrong,
    long unknown,
    List<String> examples) {
  private static final int MOST_EXAMPLES = 5;

  Verdict {
    examples = List.copyOf(examples);
  }

  boolean clean(boolean exactlyOnce) {
    return missing == 0
        && outOfOrder == 0
        && wrong == 0
        && unknown == 0
        && (doubled == 0 || !exactlyOnce);
  }

  static Verdict of(String table, Histories ledger, Histories delivered) {
    return ledger.read(
        table, committed -> delivered.read(table, arrived -> judged(table, committed, arrived)));
  }

  private static Verdict judged(
      String table, Map<Long, RowHistory> committed, Map<Long, RowHistory> arrived) {
    Count count = new Count();
    committed.forEach((id, row) -> count.add(id, row, arrived.getOrDefault(id, new RowHistory())));
    arrived.forEach(
        (id, row) -> {
          if (!committed.containsKey(id)) {
            count.add(id, new RowHistory(), row);
          }
        });
    return new Verdict(
        table,
        count.versions,
        count.missing,
        count.doubled,
        count.outOfOrder,
        count.wrong,
        count.unknown,
        count.examples);
  }

  /** What is counted over the rows of a table. Used within one call. */
  private static final class Count {
    private long versions;
    private long missing;
    private long doubled;
    private long outOfOrder;
    private long wrong;
    private long unknown;
    private final List<String> examples = new ArrayList<>();

    void add(long id, RowHistory committed, RowHistory arrived) {
      long before = missing + doubled + outOfOrder + wrong + unknown;
      Set<Integer> seen = new HashSet<>();
      int latest = -1;
      int last = -1;
      for (int i = 0; i < arrived.size(); i++) {
        int place = committed.find(arrived.version(i));
        if (place < 0) {
          unknown++;
          continue;
        }
        last = place;
        if (!right(committed, place, arrived.checksum(i))) {
          wrong++;
        }
        if (!seen.add(place)) {
          doubled++;
        } else if (place < latest) {
          outOfOrder++;
        }
        latest = Math.max(latest, place);
      }
      if (last < latest) {
        outOfOrder++;
      }
      versions += committed.size();
      missing += committed.size() - seen.size();
      if (missing + doubled + outOfOrder + wrong + unknown > before
          && examples.size() < MOST_EXAMPLES) {
        examples.add("id " + id + ": committed " + committed + "; arrived " + arrived);
      }
    }

    /** A payload need not be sent if the change left it as it was. */
    private static boolean right(RowHistory committed, int place, long checksum) {
      if (checksum == RowHistory.WRONG_KEY) {
        return false;
      }
      long expected = committed.checksum(place);
      if (committed.version(place) == RowHistory.DELETED || checksum == expected) {
        return true;
      }
      return checksum == RowHistory.UNSENT
          && place > 0
          && committed.checksum(place - 1) == expected;
    }
  }
}

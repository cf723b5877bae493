/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * The database after the setup, where snapshots are taken, and after each step. A change between
 * two of these moments in the WAL saw what one of them shows, or a state between them.
 */
final class DatabaseHistory {
  private final List<DatabaseFacts> moments = new ArrayList<>();

  void add(DatabaseFacts facts) {
    moments.add(facts);
  }

  DatabaseFacts atSnapshot() {
    return moments.get(0);
  }

  /**
   * Returns the moment after a change, or the moment of the snapshot for {@link Captured#NO_LSN}.
   */
  DatabaseFacts after(long lsn) {
    List<DatabaseFacts> around = around(lsn);
    return around.get(around.size() - 1);
  }

  /** Returns the moments before and after a change. */
  List<DatabaseFacts> around(long lsn) {
    return moments.subList(before(lsn), afterEnd(lsn));
  }

  /** Returns the moments from the one before a change to the last. */
  List<DatabaseFacts> since(long lsn) {
    return moments.subList(before(lsn), moments.size());
  }

  /** Returns the moments from the first to the one after a change. */
  List<DatabaseFacts> upTo(long lsn) {
    return moments.subList(0, afterEnd(lsn));
  }

  private int before(long lsn) {
    int before = 0;
    for (int i = 1; i < moments.size() && moments.get(i).lsn() <= lsn; i++) {
      before = i;
    }
    return before;
  }

  private int afterEnd(long lsn) {
    return lsn == Captured.NO_LSN ? 1 : Math.min(before(lsn) + 2, moments.size());
  }
}

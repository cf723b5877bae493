/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * What the database was like after the setup, where snapshots are taken, and after each step. A
 * change that has its place in the log between two of these moments saw what the one or the other
 * shows, or something between them.
 */
final class DatabaseHistory {
  private final List<DatabaseFacts> moments = new ArrayList<>();

  void add(DatabaseFacts facts) {
    moments.add(facts);
  }

  DatabaseFacts atSnapshot() {
    return moments.get(0);
  }

  /** The moment after a change; that of the snapshot for {@link Captured#NO_LSN}. */
  DatabaseFacts after(long lsn) {
    List<DatabaseFacts> around = around(lsn);
    return around.get(around.size() - 1);
  }

  /** The moments before and after a change. */
  List<DatabaseFacts> around(long lsn) {
    return moments.subList(before(lsn), afterEnd(lsn));
  }

  /** From the moment before a change to the last one. */
  List<DatabaseFacts> since(long lsn) {
    return moments.subList(before(lsn), moments.size());
  }

  /** From the first moment to the one after a change. */
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

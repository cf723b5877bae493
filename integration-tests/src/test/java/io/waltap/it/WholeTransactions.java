/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.Event;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts the rows of transactions. Each row has the number of its transaction ({@code tx}) and the
 * number of the transaction's rows ({@code size}).
 */
final class WholeTransactions {
  private final Map<Integer, Integer> missing = new TreeMap<>();
  private int complete;

  void add(Event event) {
    int tx = event.after().path("tx").asInt();
    int others = event.after().path("size").asInt() - 1;
    if (missing.merge(tx, others, (left, unused) -> left - 1) == 0) {
      missing.remove(tx);
      complete++;
    }
  }

  /** Counts the transactions that are complete. */
  int complete() {
    return complete;
  }

  /** Returns the numbers of the transactions of which some rows are there, but not all. */
  Set<Integer> partial() {
    return Set.copyOf(missing.keySet());
  }
}

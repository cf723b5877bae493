/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it;

import io.waltap.it.harness.Event;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts the rows of transactions whose rows carry the transaction's number ({@code tx}) and how
 * many of them there are ({@code size}).
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

  /** How many there are all rows of. */
  int complete() {
    return complete;
  }

  /** The numbers of those that there are some rows of, but not all. */
  Set<Integer> partial() {
    return Set.copyOf(missing.keySet());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import io.waltap.mirror.table.TableMirror;
import java.util.Collection;
import java.util.Comparator;

/**
 * Keeps the rows that wait for a commit within a bound. Beyond half of it, the largest table is
 * committed at once. Beyond the bound no more records are taken.
 */
final class Memory {
  private final long bound;

  Memory(long bound) {
    this.bound = bound;
  }

  /** Checks all tables; returns whether no more records may be taken. */
  boolean isShort(Collection<TableMirror> tables, long now) {
    long bytes = tables.stream().mapToLong(TableMirror::bytes).sum();
    if (bytes > bound / 2) {
      tables.stream()
          .max(Comparator.comparingLong(TableMirror::bytes))
          .ifPresent(largest -> makeSmaller(largest, now));
    }
    return bytes > bound;
  }

  private static void makeSmaller(TableMirror table, long now) {
    if (table.hasComplete()) {
      table.hurry(now);
    } else {
      table.split(now);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range of a table's pages, read by one COPY. It is a TID range scan: PostgreSQL 14 and later
 * read no other pages.
 *
 * @param from first page
 * @param to page after the last page, or -1 for the end of the table at that time
 */
record PageRange(long from, long to) {
  /**
   * 128 MiB: large enough that a scan is worth its start, small enough to keep all threads busy.
   */
  static final long PAGES = 16_384;

  private static final int OPEN = -1;

  static final PageRange WHOLE = new PageRange(0, OPEN);

  /** Cuts a table of about this many pages into ranges. */
  static List<PageRange> cut(long estimatedPages) {
    List<PageRange> ranges = new ArrayList<>();
    long from = 0;
    while (estimatedPages - from > 2 * PAGES) {
      ranges.add(new PageRange(from, from + PAGES));
      from += PAGES;
    }
    ranges.add(new PageRange(from, OPEN));
    return ranges;
  }

  Optional<String> condition() {
    if (from == 0 && to == OPEN) {
      return Optional.empty();
    }
    String lower = "t.ctid >= '(" + from + ",0)'::pg_catalog.tid";
    return Optional.of(
        to == OPEN ? lower : lower + " AND t.ctid < '(" + to + ",0)'::pg_catalog.tid");
  }
}

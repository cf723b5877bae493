/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range of a table's pages, read by one COPY: a TID range scan, which PostgreSQL 14 and later do
 * without reading other pages.
 *
 * @param from first page
 * @param to page after the last one, or -1: to the end, wherever that is by then
 */
record PageRange(long from, long to) {
  /** 128 MiB: large enough for a scan to pay, small enough to keep all threads busy. */
  static final long PAGES = 16_384;

  private static final int OPEN = -1;

  static final PageRange WHOLE = new PageRange(0, OPEN);

  /** Cuts a table of about so many pages. */
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

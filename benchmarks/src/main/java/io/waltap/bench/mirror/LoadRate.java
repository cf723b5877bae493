/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import java.util.ArrayList;
import java.util.List;

/** How fast a table has got its rows, by its snapshots. */
final class LoadRate {
  /** Fewer commits than this have no commit in the middle. */
  private static final int FEW = 2;

  private static final double MILLIS_PER_SECOND = 1000;

  private LoadRate() {}

  /**
   * A snapshot.
   *
   * @param millis when it was committed, since 1970
   * @param rows of the whole table
   */
  record Point(long millis, long rows) {}

  /**
   * Rows per second, from the first commit to the last but one. The last one waits for its time,
   * whatever it has. NaN if there are too few commits.
   *
   * @param points in the order of the commits
   */
  static double perSecond(List<Point> points) {
    List<Point> grown = new ArrayList<>();
    for (Point point : points) {
      // a compaction adds none
      if (grown.isEmpty() || point.rows() > grown.get(grown.size() - 1).rows()) {
        grown.add(point);
      }
    }
    if (grown.size() <= FEW) {
      return Double.NaN;
    }
    Point first = grown.get(0);
    Point end = grown.get(grown.size() - 2);
    double seconds = (double) (end.millis() - first.millis()) / MILLIS_PER_SECOND;
    return (double) (end.rows() - first.rows()) / seconds;
  }
}

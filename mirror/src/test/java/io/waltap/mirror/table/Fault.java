/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror.table;

import io.waltap.mirror.WatchedCatalog;
import java.util.Set;

/** Fails at one point; then at all points, or at none. */
final class Fault implements WatchedCatalog.Watch {
  /** What can have been done although it fails. */
  private static final Set<String> CHANGES =
      Set.of("commit", "createNamespace", "newOutputFile", "deleteFile");

  private final int point;
  private final boolean isDeath;
  private int points;

  Fault(int point, boolean isDeath) {
    this.point = point;
    this.isDeath = isDeath;
  }

  synchronized boolean hasFailed() {
    return points >= point;
  }

  @Override
  public void before(String call) {
    reach("before " + call);
  }

  @Override
  public void after(String call) {
    if (CHANGES.contains(call)) {
      reach("after " + call);
    }
  }

  private synchronized void reach(String where) {
    points++;
    if (points == point || isDeath && points > point) {
      throw new IllegalStateException("failed " + where);
    }
  }
}

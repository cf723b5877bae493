/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.bench.mirror.LoadRate.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadRateTest {
  @Test
  void theRateIsFromTheFirstCommitToTheLastButOne() {
    List<Point> points =
        List.of(
            new Point(1000, 10), new Point(3000, 210), new Point(5000, 410), new Point(9000, 420));

    assertThat(LoadRate.perSecond(points)).isEqualTo(100);
  }

  // Guards against: a compaction behind the last commit, which would count as one.
  @Test
  void aSnapshotWithoutNewRowsDoesNotCount() {
    List<Point> points =
        List.of(
            new Point(1000, 10), new Point(3000, 210), new Point(4000, 420), new Point(9000, 420));

    assertThat(LoadRate.perSecond(points)).isEqualTo(100);
  }

  @Test
  void twoCommitsHaveNoRate() {
    assertThat(LoadRate.perSecond(List.of(new Point(1000, 10), new Point(3000, 210)))).isNaN();
    assertThat(LoadRate.perSecond(List.of())).isNaN();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PageRangeTest {
  @Test
  void aSmallTableIsReadWhole() {
    assertThat(PageRange.cut(0)).containsExactly(PageRange.WHOLE);
    assertThat(PageRange.WHOLE.condition()).isEmpty();
  }

  @Property
  void rangesFollowEachOtherWithoutAGapAndTheLastIsOpen(
      @ForAll @LongRange(max = 10_000_000) long pages) {
    List<PageRange> ranges = PageRange.cut(pages);

    long next = 0;
    for (PageRange range : ranges.subList(0, ranges.size() - 1)) {
      assertThat(range.from()).isEqualTo(next);
      next = range.to();
    }
    PageRange last = ranges.get(ranges.size() - 1);
    assertThat(last.from()).isEqualTo(next);
    assertThat(last.to()).as("the table may have grown since it was measured").isEqualTo(-1);
  }

  @Test
  void aRangeIsAConditionOnTheTuplesPlace() {
    assertThat(new PageRange(5, 9).condition())
        .hasValue("t.ctid >= '(5,0)'::pg_catalog.tid AND t.ctid < '(9,0)'::pg_catalog.tid");
    assertThat(new PageRange(9, -1).condition()).hasValue("t.ctid >= '(9,0)'::pg_catalog.tid");
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StormVerdictTest {
  @Test
  void theLastStateOfEachRowCounts() {
    Map<Long, Long> stored = Map.of(1L, 10L, 2L, 20L, 3L, 30L, 4L, 40L);
    Map<Long, Long> arrived =
        Map.of(1L, 10L, 2L, 19L, 3L, RowHistory.DELETED, 5L, 50L, 6L, RowHistory.DELETED);

    StormVerdict verdict = StormVerdict.of("storm.a", stored, arrived);

    assertThat(verdict.rows()).isEqualTo(4);
    assertThat(verdict.different()).as("rows 2, 3 and 4").isEqualTo(3);
    assertThat(verdict.leftOver()).as("row 5").isEqualTo(1);
  }
}

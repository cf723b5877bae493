/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.preflight.PlannedTables.Leaf;
import io.waltap.connect.preflight.PlannedTables.Size;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rows and the size of a table, which are those of its partitions. */
class PlannedTablesTest {
  private static final Leaf ANALYZED = new Leaf(1, 2, 100);
  private static final Leaf NEVER = new Leaf(1, 3, -1);
  private static final Size SOME = new Size(2, 8192, false);

  @Test
  void theyAreTheSumOfThePartitions() {
    List<Leaf> leaves = List.of(ANALYZED, new Leaf(1, 4, 5));
    Map<Integer, Size> sizes = Map.of(2, SOME, 4, new Size(4, 16_384, false));

    assertThat(PlannedTables.rows(leaves, sizes)).isEqualTo(105);
    assertThat(PlannedTables.bytes(leaves, sizes)).isEqualTo(24_576);
    assertThat(PlannedTables.rows(List.of(), sizes)).as("no partitions").isZero();
    assertThat(PlannedTables.bytes(List.of(), sizes)).as("no partitions").isZero();
  }

  // Guards against: a full table that looks empty, because nobody has analyzed it.
  @Test
  void rowsOfATableThatWasNeverAnalyzedAreUnknown() {
    List<Leaf> leaves = List.of(ANALYZED, NEVER);

    assertThat(PlannedTables.rows(leaves, Map.of(2, SOME, 3, new Size(3, 8192, false))))
        .isEqualTo(CapturePlan.UNKNOWN);
    assertThat(PlannedTables.rows(leaves, Map.of(2, SOME))).isEqualTo(CapturePlan.UNKNOWN);
  }

  @Test
  void aPartitionWithoutPagesHasNoRows() {
    Map<Integer, Size> sizes = Map.of(2, SOME, 3, new Size(3, 8192, true));

    assertThat(PlannedTables.rows(List.of(ANALYZED, NEVER), sizes)).isEqualTo(100);
  }

  @Test
  void theSizeOfALockedPartitionIsUnknown() {
    assertThat(PlannedTables.bytes(List.of(ANALYZED, NEVER), Map.of(2, SOME)))
        .isEqualTo(CapturePlan.UNKNOWN);
  }
}

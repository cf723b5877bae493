/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import static io.waltap.connect.record.TestTable.UNCHANGED;
import static io.waltap.connect.record.TestTable.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowKeysTest {
  private final RowKeys keys = new RowKeys(0, 2);

  @Test
  void areEqualWhereTheBytesOfTheirColumnsAre() {
    RowKey key = keys.of(tuple("a", "x", "bc"));

    assertThat(key).isEqualTo(keys.of(tuple("a", "y", "bc"))).isNotEqualTo(null);
    assertThat(key).hasSameHashCodeAs(keys.of(tuple("a", null, "bc")));
    assertThat(key).isNotEqualTo(keys.of(tuple("ab", "x", "c")));
  }

  @Test
  void aMissingValueMakesNoKey() {
    assertThat(keys.of(tuple("a", "x", null))).isNull();
    assertThat(keys.of(tuple("a", "x", UNCHANGED))).isNull();
    assertThat(keys.of(tuple("a", "x", UNCHANGED), tuple("b", null, null))).isNull();
  }

  @Test
  void aLargeValueThatWasNotTouchedIsInTheOldTuple() {
    assertThat(keys.of(tuple("a", "x", UNCHANGED), tuple("b", null, "c")))
        .isEqualTo(keys.of(tuple("a", null, "c")));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectedStateTest {
  private final GeneratedTopic topic = new GeneratedTopic(50);

  @Test
  void aRowIsThatOfItsLastChange() {
    Map<Long, GeneratedRow> rows = new HashMap<>();
    for (long offset = 0; offset < 200; offset++) {
      rows.put(topic.key(offset), topic.row(offset));
    }
    long sum = rows.values().stream().mapToLong(GeneratedRow::hash).sum();

    assertThat(ExpectedState.of(topic, 200)).isEqualTo(new ExpectedState(50, sum));
  }

  // Guards against: a checksum that a lost or an old row does not change.
  @Test
  void oneChangeMakesAnotherChecksum() {
    assertThat(ExpectedState.of(topic, 200)).isNotEqualTo(ExpectedState.of(topic, 199));
  }

  @Test
  void eachValueHasAPartInTheHash() {
    GeneratedRow row = new GeneratedRow(1, 2, 3, "new", "text", 4);

    assertThat(new GeneratedRow(9, 2, 3, "new", "text", 4).hash()).isNotEqualTo(row.hash());
    assertThat(new GeneratedRow(1, 9, 3, "new", "text", 4).hash()).isNotEqualTo(row.hash());
    assertThat(new GeneratedRow(1, 2, 9, "new", "text", 4).hash()).isNotEqualTo(row.hash());
    assertThat(new GeneratedRow(1, 2, 3, "old", "text", 4).hash()).isNotEqualTo(row.hash());
    assertThat(new GeneratedRow(1, 2, 3, "new", "Text", 4).hash()).isNotEqualTo(row.hash());
    assertThat(new GeneratedRow(1, 2, 3, "new", "text", 9).hash()).isNotEqualTo(row.hash());
  }
}

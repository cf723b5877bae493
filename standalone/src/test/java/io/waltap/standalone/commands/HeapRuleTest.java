/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapRuleTest {
  private static final long GIB = 1L << 30;

  @Test
  void theDefaultHeapTakesAThousandTables() {
    assertThat(HeapRule.finding(1000, GIB)).isEmpty();
  }

  // Guards against: a process that is out of memory in its first snapshot, as it was with 2,000
  // tables and the default heap.
  @Test
  void aHeapThatIsTooSmallIsAWarningWithTheOptionThatHelps() {
    Finding finding = HeapRule.finding(2000, GIB).orElseThrow();

    assertThat(finding.error()).isFalse();
    assertThat(finding.message()).contains("1024 MB", "2000 tables", "WALTAP_JAVA_OPTS=-Xmx2g");
    assertThat(HeapRule.finding(2000, 2 * GIB)).isEmpty();
  }
}

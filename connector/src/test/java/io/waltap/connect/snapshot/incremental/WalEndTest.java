/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WalEndTest {
  private static final long PAGE = 8192;

  @Test
  void isWhereTheLastRecordEnds() {
    assertThat(WalEnd.reached(5 * PAGE + 1000, PAGE)).isEqualTo(5 * PAGE + 1000);
  }

  @Test
  void nothingEndsAfterThePageHeaderOfAnEmptyPage() {
    assertThat(WalEnd.reached(5 * PAGE + 24, PAGE)).isEqualTo(5 * PAGE);
    assertThat(WalEnd.reached(5 * PAGE + 40, PAGE)).isEqualTo(5 * PAGE);
    assertThat(WalEnd.reached(5 * PAGE, PAGE)).isEqualTo(5 * PAGE);
    assertThat(WalEnd.reached(5 * PAGE + 48, PAGE)).isEqualTo(5 * PAGE + 48);
  }
}

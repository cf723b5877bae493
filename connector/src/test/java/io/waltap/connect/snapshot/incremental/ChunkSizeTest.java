/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.snapshot.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkSizeTest {
  @Test
  void shrinksWhereRowsAreLargeAndGrowsBack() {
    ChunkSize size = new ChunkSize(1000);
    assertThat(size.rows()).isEqualTo(1000);

    size.weighed(ChunkSize.HEAVY + 1);
    assertThat(size.rows()).isEqualTo(500);
    size.weighed(ChunkSize.HEAVY);
    assertThat(size.rows()).isEqualTo(500);
    size.weighed(ChunkSize.LIGHT);
    assertThat(size.rows()).isEqualTo(500);
    size.weighed(ChunkSize.LIGHT - 1);
    assertThat(size.rows()).isEqualTo(1000);
    size.weighed(0);
    assertThat(size.rows()).as("never above the configured size").isEqualTo(1000);
  }

  @Test
  void staysAboveZero() {
    ChunkSize size = new ChunkSize(3);
    size.halve();
    size.halve();
    size.halve();

    assertThat(size.rows()).isEqualTo(1);
  }

  @Test
  void theLargestSizeDoesNotOverflow() {
    ChunkSize size = new ChunkSize(Integer.MAX_VALUE);
    size.weighed(0);

    assertThat(size.rows()).isEqualTo(Integer.MAX_VALUE);
  }
}

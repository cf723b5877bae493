/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourcePartitionTest {
  @Test
  void keysComeInTheSameOrderInEveryProcessSinceConnectComparesTheirBytes() {
    for (int i = 0; i < 50; i++) {
      // the order of Map.of depends on a salt of the process and on the hashes of the keys
      assertThat(SourcePartition.table("server" + i, "public.t" + i).keySet())
          .containsExactly("server", "table");
      assertThat(SourcePartition.lane("server" + i, "slot" + i).keySet())
          .containsExactly("server", "slot");
    }
    assertThat(SourcePartition.table("shop", "public.orders").getClass().getName())
        .doesNotContain("ImmutableCollections");
  }
}

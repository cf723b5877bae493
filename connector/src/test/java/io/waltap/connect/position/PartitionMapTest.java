/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionMapTest {
  private static final Map<String, String> PARTITION =
      new PartitionMap("server", "shop", "table", "public.orders");

  @Test
  void isFoundAsAnyMapOfTheSameEntries() {
    Map<String, String> other = Map.of("table", "public.orders", "server", "shop");

    assertThat(PARTITION).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(other).isEqualTo(PARTITION);
    assertThat(PARTITION).isNotEqualTo(Map.of("server", "shop", "table", "public.others"));
  }

  @Test
  void keepsTheOrderOfItsKeysSinceConnectComparesBytes() {
    assertThat(PARTITION.keySet()).containsExactly("server", "table");
    assertThat(PARTITION.get("table")).isEqualTo("public.orders");
  }
}

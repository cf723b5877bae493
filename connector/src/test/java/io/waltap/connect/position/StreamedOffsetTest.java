/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;

class StreamedOffsetTest {
  private static final Map<String, Object> OFFSET =
      new StreamedOffset(30, 20, 1, TableIdentity.UNKNOWN);

  @Test
  void isTheMapOfThePublicFormat() {
    Map<String, Object> expected = Map.of("commit_lsn", 30L, "lsn", 20L, "index", 1L);

    assertThat(OFFSET).isEqualTo(expected).hasSameHashCodeAs(expected).hasSize(3);
    assertThat(expected).isEqualTo(OFFSET);
    assertThat(OFFSET.keySet()).containsExactly("commit_lsn", "lsn", "index");
    assertThat(new HashMap<>(OFFSET)).isEqualTo(expected);
    assertThat(TablePosition.fromMap(OFFSET)).isEqualTo(TablePosition.streamed(30, 20, 1));
  }

  @Test
  void isStoredByConnectsConverter() throws IOException {
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", "false"), false);

      byte[] stored = converter.fromConnectData("offsets", null, OFFSET);

      assertThat(converter.toConnectData("offsets", stored).value()).isEqualTo(OFFSET);
    }
  }
}

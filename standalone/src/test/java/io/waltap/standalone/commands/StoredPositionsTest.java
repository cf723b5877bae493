/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredPositionsTest {
  @Test
  void thePositionsOfSlotsAreFoundAmongThoseOfTables() {
    StoredPositions positions =
        StoredPositions.parse(
            """
            {"offsets": [
              {"partition": {"server": "w", "table": "public.a"}, "offset": {"lsn": 7}},
              {"partition": {"server": "w", "slot": "one"},
               "offset": {"lsn": 4294967456, "system_id": "77", "timeline": 1}},
              {"partition": {"server": "w", "slot": "two"},
               "offset": {"lsn": 9, "system_id": "77", "timeline": 1}}]}
            """);
    assertThat(positions.slots()).isEqualTo(Map.of("one", 4294967456L, "two", 9L));
    assertThat(positions.isEmpty()).isFalse();
    assertThat(StoredPositions.parse(positions.text())).isEqualTo(positions);
    assertThat(StoredPositions.lsn(4294967456L)).isEqualTo("1/A0");
  }

  // Guards against: a broker whose disk was restored, and that goes on from earlier positions than
  // the slot.
  @Test
  void positionsAreBehindIfAnySlotIs() {
    assertThat(at("77", 10, 20).isBehind(at("77", 10, 20))).isFalse();
    assertThat(at("77", 10, 20).isBehind(at("77", 10, 21))).isTrue();
    assertThat(at("77", 10, 22).isBehind(at("77", 11, 21))).isTrue();
    assertThat(at("77", 11, 22).isBehind(at("77", 10, 20))).isFalse();
    assertThat(at("77", -2, 22).isBehind(at("77", 10, 22))).as("an LSN is unsigned").isFalse();
  }

  @Test
  void aSlotWithoutAPositionIsBehind() {
    StoredPositions one =
        StoredPositions.parse(
            """
            {"offsets": [{"partition": {"slot": "a"}, "offset": {"lsn": 10, "system_id": "77"}}]}
            """);
    assertThat(one.isBehind(at("77", 10, 20))).isTrue();
  }

  // Another cluster is for the connector to judge, which knows which gap that is.
  @Test
  void positionsOfAnotherClusterAreNotBehind() {
    assertThat(at("78", 1, 2).isBehind(at("77", 10, 20))).isFalse();
  }

  @Test
  void nothingIsStoredBeforeTheFirstTime() {
    assertThat(StoredPositions.parse("{\"offsets\": []}").isEmpty()).isTrue();
    assertThatThrownBy(() -> StoredPositions.parse("{\"offs"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{\"offs");
  }

  private static StoredPositions at(String cluster, long a, long b) {
    return StoredPositions.parse(
        """
        {"offsets": [
          {"partition": {"slot": "a"}, "offset": {"lsn": %d, "system_id": "%s"}},
          {"partition": {"slot": "b"}, "offset": {"lsn": %d, "system_id": "%s"}}]}
        """
            .formatted(a, cluster, b, cluster));
  }
}

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

  // Guards against: a broker whose disk was restored, and that goes on from positions before the
  // slot's; one that is whole, and is taken for such a one.
  @Test
  void positionsAreBehindIfTheSlotIsConfirmedBeyondThem() {
    StoredPositions positions =
        StoredPositions.parse(
            """
            {"offsets": [{"partition": {"slot": "a"}, "offset": {"lsn": 10, "system_id": "77"}}]}
            """);
    assertThat(positions.isBehind("a", 9)).isFalse();
    assertThat(positions.isBehind("a", 10)).as("the first position of a start").isFalse();
    assertThat(positions.isBehind("a", 11)).isTrue();
    assertThat(positions.isBehind("a", -2)).as("an LSN is unsigned").isTrue();
    assertThat(positions.isBehind("a", 0)).as("not known").isFalse();
    assertThat(positions.isBehind("b", 1)).as("nothing is stored for the slot").isTrue();
  }

  @Test
  void nothingIsStoredBeforeTheFirstTime() {
    assertThat(StoredPositions.parse("{\"offsets\": []}").isEmpty()).isTrue();
    assertThatThrownBy(() -> StoredPositions.parse("{\"offs"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{\"offs");
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
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
  void tablesAreReadAgainIfThatIsSaidInTheirPositions() {
    StoredPositions positions = tables();
    StoredPositions again = positions.readAgain(Set.of("public.a", "public.b"));

    assertThat(positions.tables())
        .isEqualTo(Map.of("public.a", false, "public.b", false, "public.c", true));
    assertThat(again.tables())
        .isEqualTo(Map.of("public.a", true, "public.b", true, "public.c", true));
    assertThat(again.json().path("offsets").get(0).path("offset"))
        .isEqualTo(
            StoredPositions.parse("{\"snapshot\": \"started\", \"lsn\": 7, \"oid\": 4}").json());
    assertThat(again.json().path("offsets").get(1).path("offset").path("commit_lsn").asLong())
        .as("changes after it are sent before the rows")
        .isEqualTo(8);
    assertThat(positions).as("it is unchanged").isEqualTo(tables());
  }

  @Test
  void aTableWithoutAPositionIsReadFromThePositionOfTheSlotOn() {
    StoredPositions more = tables().withUnread("w", Set.of("public.d"), 99);

    assertThat(more.tables()).containsEntry("public.d", true).hasSize(4);
    assertThat(more.json().path("offsets").get(4).toString())
        .isEqualTo(
            "{\"partition\":{\"server\":\"w\",\"table\":\"public.d\"},"
                + "\"offset\":{\"snapshot\":\"started\",\"lsn\":99}}");
  }

  // Guards against: positions that a run without a mirror has saved, and a run with one trusts.
  @Test
  void savedPositionsSayWhetherTheMirrorHasEverythingBeforeThem() {
    StoredPositions saved = StoredPositions.parse(tables().asMirrored().text());

    assertThat(saved.mirrored()).isTrue();
    assertThat(tables().mirrored()).isFalse();
    assertThat(saved.offsets()).as("what Kafka Connect takes").isEqualTo(tables().json());
  }

  private static StoredPositions tables() {
    return StoredPositions.parse(
        """
        {"offsets": [
          {"partition": {"server": "w", "table": "public.a"},
           "offset": {"snapshot": "completed", "lsn": 7, "oid": 4}},
          {"partition": {"server": "w", "table": "public.b"},
           "offset": {"commit_lsn": 8, "lsn": 6, "index": 0}},
          {"partition": {"server": "w", "table": "public.c"},
           "offset": {"snapshot": "started", "lsn": 7}},
          {"partition": {"server": "w", "table": "(messages)"}, "offset": {"lsn": 7}}]}
        """);
  }

  @Test
  void nothingIsStoredBeforeTheFirstTime() {
    assertThat(StoredPositions.parse("{\"offsets\": []}").isEmpty()).isTrue();
    assertThatThrownBy(() -> StoredPositions.parse("{\"offs"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{\"offs");
  }
}

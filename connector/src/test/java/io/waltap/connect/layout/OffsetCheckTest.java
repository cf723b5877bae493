/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.config.ConnectorConfig;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OffsetCheckTest {
  private static final long CONFIRMED = 0x100;
  private static final long SERVER = 0x200;
  private static final Map<String, Long> TWO_LANES = Map.of("s", CONFIRMED, "s_1", 0x150L);

  @Test
  void aTableMayBeMovedToWhereTheSlotStillHasTheLog() {
    assertThat(problems(table("public.a"), Map.of("commit_lsn", "0/180"))).isEmpty();
    assertThat(problems(table("public.a"), Map.of("commit_lsn", CONFIRMED, "lsn", 7L, "index", 0L)))
        .isEmpty();
  }

  @Test
  void anythingMayBeForgotten() {
    assertThat(problems(table("public.a"), null)).isEmpty();
    assertThat(problems(lane("s"), null)).isEmpty();
  }

  @Test
  void whatTheSlotHasReleasedIsUnavailable() {
    assertThat(problems(table("public.a"), Map.of("commit_lsn", "0/FF")))
        .singleElement()
        .asString()
        .contains("0/100", "set null to read the table again");
  }

  // Guards against: positions that GET gave and that cannot be given back, because a table has had
  // no change for long.
  @Test
  void positionsThatAreGivenBackAsAWholeMayHaveTablesWithoutChangesForLong() {
    OffsetCheck check = new OffsetCheck(config(), Map.of("s", CONFIRMED), SERVER);
    Map<Map<String, String>, Map<String, Object>> whole = new HashMap<>();
    whole.put(table("public.a"), Map.of("commit_lsn", "0/FF"));
    whole.put(lane("s"), Map.of("lsn", CONFIRMED));
    assertThat(check.problems(whole)).isEmpty();

    whole.put(lane("s"), Map.of("lsn", CONFIRMED - 1));
    assertThat(check.problems(whole)).as("the slot is beyond it").hasSize(2);
    whole.put(lane("s"), Map.of("lsn", CONFIRMED));
    whole.put(table("public.a"), Map.of("commit_lsn", "0/201"));
    assertThat(check.problems(whole)).as("beyond the server").hasSize(1);
  }

  @Test
  void whatTheServerHasNotWrittenYetWouldBeDropped() {
    assertThat(problems(table("public.a"), Map.of("commit_lsn", "0/201")))
        .singleElement()
        .asString()
        .contains("ahead of the server", "0/200");
    assertThat(problems(lane("s"), Map.of("lsn", "0/201"))).hasSize(1);
  }

  @Test
  void namesHaveToBeThoseOfTheConnector() {
    assertThat(problems(table("public.z"), Map.of("commit_lsn", "0/180"))).hasSize(1);
    assertThat(problems(table("a"), Map.of("commit_lsn", "0/180"))).hasSize(1);
    assertThat(problems(lane("other"), Map.of("lsn", "0/180"))).hasSize(1);
    assertThat(problems(ordered("server", "else", "table", "public.a"), Map.of("commit_lsn", 1)))
        .singleElement()
        .asString()
        .contains("topic.prefix");
  }

  @Test
  void aPartitionWhoseKeysComeInAnotherOrderWouldNeverBeFound() {
    assertThat(
            problems(ordered("table", "public.a", "server", "srv"), Map.of("commit_lsn", "0/180")))
        .singleElement()
        .asString()
        .contains("in this order");
  }

  @Test
  void whatIsNoPositionIsRefusedWithItsReason() {
    assertThat(problems(table("public.a"), Map.of("commit_lsn", "north")))
        .singleElement()
        .asString()
        .contains("north");
  }

  @Test
  void withoutASlotThereIsNoPlaceToStart() {
    OffsetCheck change = new OffsetCheck(config(), Map.of(), SERVER);
    assertThat(change.problems(Map.of(table("public.a"), Map.of("commit_lsn", "0/180"))))
        .hasSize(1);
    assertThat(problems(lane("s_1"), Map.of("lsn", "0/180"))).hasSize(1);
  }

  // Several lanes

  @Test
  void aLaneIsComparedWithItsOwnSlot() {
    assertThat(problems(TWO_LANES, lane("s_1"), Map.of("lsn", "0/150"))).isEmpty();
    assertThat(problems(TWO_LANES, lane("s"), Map.of("lsn", "0/140"))).isEmpty();
    assertThat(problems(TWO_LANES, lane("s_1"), Map.of("lsn", "0/140")))
        .singleElement()
        .asString()
        .contains("\"s_1\"", "0/150");
  }

  @Test
  void aTableMayComeToAnyLaneSoEachSlotMustHaveTheLog() {
    assertThat(problems(TWO_LANES, table("public.a"), Map.of("commit_lsn", "0/150"))).isEmpty();
    assertThat(problems(TWO_LANES, table("public.a"), Map.of("commit_lsn", "0/140")))
        .singleElement()
        .asString()
        .contains("\"s_1\"", "0/150");
  }

  @Test
  void aSlotHasToBearTheNameOfALane() {
    for (String name : List.of("s_0", "s_01", "s_64", "s_", "s_handover", "s1")) {
      assertThat(problems(lane(name), Map.of("lsn", "0/180")))
          .as(name)
          .singleElement()
          .asString()
          .contains("slot.name");
    }
  }

  @Test
  void slotsOfOthersDoNotCount() {
    Map<String, Long> slots = Map.of("s", CONFIRMED, "other", SERVER);
    assertThat(problems(slots, table("public.a"), Map.of("commit_lsn", "0/140"))).isEmpty();
  }

  private static List<String> problems(Map<String, String> partition, Map<String, ?> offset) {
    return problems(Map.of("s", CONFIRMED), partition, offset);
  }

  private static List<String> problems(
      Map<String, Long> slots, Map<String, String> partition, Map<String, ?> offset) {
    return new OffsetCheck(config(), slots, SERVER)
        .problems(Collections.singletonMap(partition, offset));
  }

  private static ConnectorConfig config() {
    return new ConnectorConfig(
        Map.of(
            "name", "c",
            "topic.prefix", "srv",
            "slot.name", "s",
            "database.hostname", "h",
            "database.user", "u",
            "database.dbname", "db",
            "table.include.list", "public.a"));
  }

  private static Map<String, String> table(String name) {
    return ordered("server", "srv", "table", name);
  }

  private static Map<String, String> lane(String slot) {
    return ordered("server", "srv", "slot", slot);
  }

  private static Map<String, String> ordered(String k1, String v1, String k2, String v2) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(k1, v1);
    map.put(k2, v2);
    return map;
  }
}

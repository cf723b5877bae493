/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.database.SlotState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OffsetChangeTest {
  private static final long CONFIRMED = 0x100;
  private static final long SERVER = 0x200;

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
  void whatTheSlotHasReleasedCannotBeHadAgain() {
    assertThat(problems(table("public.a"), Map.of("commit_lsn", "0/FF")))
        .singleElement()
        .asString()
        .contains("0/100", "set null to read the table again");
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
    OffsetChange change = new OffsetChange(config(), Optional.empty(), SERVER);
    assertThat(change.problems(Map.of(table("public.a"), Map.of("commit_lsn", "0/180"))))
        .hasSize(1);
  }

  private static List<String> problems(Map<String, String> partition, Map<String, ?> offset) {
    SlotState slot =
        new SlotState(
            "s",
            "pgoutput",
            "logical",
            "db",
            false,
            false,
            0,
            CONFIRMED,
            CONFIRMED,
            "reserved",
            false,
            "",
            false,
            false,
            false);
    return new OffsetChange(config(), Optional.of(slot), SERVER)
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

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> KNOWN = List.of("slot.name", "slot.names.all", "table.list");

  @Test
  void itDiffersByASlipOrByItsEnd() {
    assertThat(NearestName.of("slot.nmae", KNOWN)).contains("slot.name");
    assertThat(NearestName.of("slot", KNOWN)).as("the nearest").contains("slot.name");
    assertThat(NearestName.of("table.list.of.names", KNOWN)).contains("table.list");
    assertThat(NearestName.of("publication", KNOWN)).isEmpty();
  }

  @Test
  void aSlipIsOfTwoCharactersAtMost() {
    assertThat(NearestName.bySlip("table.lsit", KNOWN)).contains("table.list");
    assertThat(NearestName.bySlip("tble.lst", KNOWN)).contains("table.list");
    assertThat(NearestName.bySlip("tbl.lst", KNOWN)).isEmpty();
    assertThat(NearestName.bySlip("table.list.of.names", KNOWN)).isEmpty();
  }
}

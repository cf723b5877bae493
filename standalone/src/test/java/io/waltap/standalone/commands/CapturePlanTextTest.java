/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CapturePlanTextTest {
  private static final RunPlan.Lacking NOTHING = new RunPlan.Lacking(List.of(), List.of(), "");
  private static final RunPlan.Slot SLOT = new RunPlan.Slot("s", true, "");

  @Test
  void aPlanIsATableAndWhatWouldBeCreated() {
    RunPlan plan =
        new RunPlan(
            List.of(
                new RunPlan.Table("public.orders", List.of("id"), "DEFAULT", 12_000, 1_572_864),
                new RunPlan.Table("public.log", List.of(), "FULL", -1, 8192),
                new RunPlan.Table(
                    "public.visits", List.of("shop", "day"), "INDEX visits_key", 0, -1)),
            publication(false, false, "CREATE PUBLICATION \"p\";", "COMMENT ON …;"),
            new RunPlan.Slot("s", false, "CREATE_REPLICATION_SLOT \"s\" LOGICAL pgoutput"));

    assertThat(String.join("\n", CapturePlanText.lines(plan)))
        .isEqualTo(
            """
            Tables to capture: 3

              table          key        replica identity  rows (estimated)     size
              public.orders  id         DEFAULT                     12,000   1.5 MB
              public.log     none       FULL                       unknown   8.0 kB
              public.visits  shop, day  INDEX visits_key                 0  unknown

            Publication "p" does not exist, and would be created and marked as Waltap's own:
                -> CREATE PUBLICATION "p";
                -> COMMENT ON …;
            Slot "s" does not exist, and would be created:
                -> CREATE_REPLICATION_SLOT "s" LOGICAL pgoutput""");
  }

  @Test
  void whatExistsIsUsedAsItIs() {
    RunPlan plan = new RunPlan(List.of(), publication(true, false), SLOT);

    assertThat(CapturePlanText.lines(plan))
        .containsExactly(
            "Tables to capture: none",
            "",
            "Publication \"p\" exists, and is used as it is.",
            "Slot \"s\" exists, and is used as it is.");
  }

  @Test
  void anOwnPublicationSaysHowItWouldBeAltered() {
    RunPlan altered = new RunPlan(List.of(), publication(true, true, "ALTER …;"), SLOT);
    RunPlan same = new RunPlan(List.of(), publication(true, true), SLOT);

    assertThat(CapturePlanText.lines(altered))
        .contains("Publication \"p\" is Waltap's own, and would be altered:", "    -> ALTER …;");
    assertThat(CapturePlanText.lines(same)).contains("Publication \"p\" is Waltap's own.");
  }

  @Test
  void sizesHaveAUnitAndFewDigits() {
    assertThat(CapturePlanText.size(-1)).isEqualTo("unknown");
    assertThat(CapturePlanText.size(0)).isEqualTo("0 bytes");
    assertThat(CapturePlanText.size(1023)).isEqualTo("1023 bytes");
    assertThat(CapturePlanText.size(8192)).isEqualTo("8.0 kB");
    assertThat(CapturePlanText.size(10 * 1024)).isEqualTo("10 kB");
    assertThat(CapturePlanText.size(1_048_575)).isEqualTo("1.0 MB");
    assertThat(CapturePlanText.size(5L << 30)).isEqualTo("5.0 GB");
    assertThat(CapturePlanText.size(Long.MAX_VALUE)).isEqualTo("8192 PB");
  }

  // Guards against: the name of a table that writes to the terminal of whoever checks the database.
  @Test
  void charactersThatControlATerminalAreNotPrinted() {
    RunPlan.Table table = new RunPlan.Table("public.a\u001b[2J\nb", List.of(), "FULL", 0, 0);
    RunPlan plan = new RunPlan(List.of(table), publication(true, false), SLOT);

    assertThat(CapturePlanText.lines(plan).get(3)).startsWith("  public.a?[2J?b  none ");
  }

  private static RunPlan.Publication publication(
      boolean exists, boolean own, String... statements) {
    return new RunPlan.Publication(
        "p", exists, own, true, List.of(statements), NOTHING, List.of(), List.of());
  }
}

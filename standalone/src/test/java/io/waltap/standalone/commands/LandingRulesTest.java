/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LandingRulesTest {
  // Guards against: a table that no mirror can have, so that the slot is never confirmed.
  @Test
  void aTableWithoutAKeyIsAnErrorForAMirror() {
    RunPlan.Table orders = new RunPlan.Table("public.orders", List.of("id"), "DEFAULT", 1, 1);
    RunPlan.Table visits = new RunPlan.Table("public.visits", List.of(), "FULL", 1, 1);

    assertThat(LandingRules.withoutKey(List.of(orders))).isEmpty();
    assertThat(LandingRules.withoutKey(List.of(orders, visits)))
        .hasValueSatisfying(
            finding -> {
              assertThat(finding.error()).isTrue();
              assertThat(finding.message())
                  .contains("public.visits", "message.key.columns", "LANDING=changelog")
                  .doesNotContain("public.orders");
            });
  }

  @Test
  void aLineSaysWhatEachTableGets() {
    assertThat(line("changelog"))
        .isEqualTo("Each table gets a change log, in the namespace \"waltap\".");
    assertThat(line("mirror")).isEqualTo("Each table gets a mirror, in the namespace \"waltap\".");
    assertThat(line("both"))
        .isEqualTo(
            "Each table gets a mirror, in the namespace \"waltap\", and a change log, in the"
                + " namespace \"waltap_changes\".");
  }

  private static String line(String landing) {
    return LandingRules.line(RunConfig.of(Map.of("LANDING", landing), Map.of()));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The listed differences are those of the page for users, and each of them is shown. */
final class SubscriptionDifferencesTest {
  private static final Path PAGE = Path.of("..", "docs", "differences-from-a-subscription.md");
  private static final Pattern ID = Pattern.compile("\\| `([a-z-]+)` \\|.*");

  // Guards against: a difference that the test accepts and no page mentions.
  @Test
  void thePageListsThem() throws IOException {
    List<String> listed = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ID.matcher(line);
      if (row.matches()) {
        listed.add(row.group(1));
      }
    }

    assertThat(listed)
        .isEqualTo(
            Arrays.stream(SubscriptionDifference.values())
                .map(SubscriptionDifference::id)
                .toList());
  }

  // Guards against: a difference that is excused, and that no scenario has.
  @Test
  void scenariosShowThem() {
    Set<SubscriptionDifference> shown =
        SubscriptionScenario.all().stream()
            .flatMap(scenario -> scenario.differences().stream())
            .map(SubscriptionScenario.Expected::difference)
            .collect(Collectors.toSet());

    assertThat(shown).containsExactlyInAnyOrder(SubscriptionDifference.values());
  }

  // Guards against: a scenario that compares nothing.
  @Test
  void eachScenarioChangesSomething() {
    assertThat(SubscriptionScenario.all())
        .hasSizeGreaterThan(20)
        .allSatisfy(scenario -> assertThat(scenario.steps()).as(scenario.name()).isNotEmpty());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import static io.waltap.connect.config.ConfigFixture.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyChecksTest {

  @Test
  void aMinimalConfigurationHasNoProblems() {
    assertThat(ConnectorConfig.problems(properties())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"schema", "table", "column", "message.prefix"})
  void inclusionAndExclusionOfOneLevelExcludeEachOther(String level) {
    String include = level + ".include.list";
    String exclude = level + ".exclude.list";

    assertThat(ConnectorConfig.problems(properties(include, "a.b.c", exclude, "d.e.f")))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.property()).isEqualTo(exclude);
              assertThat(problem.message()).contains(include);
            });
    assertThat(ConnectorConfig.problems(properties(include, "a.b.c", exclude, " "))).isEmpty();
  }

  @Test
  void theQueueHoldsMoreThanABatch() {
    assertThat(propertiesWithProblems("max.queue.size", "2048")).containsExactly("max.queue.size");
    assertThat(propertiesWithProblems("max.queue.size", "2049")).isEmpty();
  }

  @Test
  void theLongestBackoffIsNotShorterThanTheFirst() {
    assertThat(propertiesWithProblems("reconnect.backoff.max.ms", "999"))
        .containsExactly("reconnect.backoff.max.ms");
    assertThat(propertiesWithProblems("reconnect.backoff.max.ms", "1000")).isEmpty();
  }

  @Test
  void anOverriddenTableNeedsAStatement() {
    assertThat(
            ConnectorConfig.problems(
                properties("snapshot.select.statement.overrides", "public.orders")))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .contains("snapshot.select.statement.overrides.public.orders"));
  }

  @Test
  void databaseListsHaveToLetTheDatabaseThrough() {
    assertThat(propertiesWithProblems("database.include.list", "shop,other")).isEmpty();
    assertThat(propertiesWithProblems("database.include.list", "other"))
        .containsExactly("database.include.list");
    assertThat(propertiesWithProblems("database.exclude.list", "other")).isEmpty();
    assertThat(propertiesWithProblems("database.exclude.list", "sh.*"))
        .containsExactly("database.exclude.list");
  }

  /** A mask that is mistyped would send in clear what it was meant to hide. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "column.mask.with.many.chars",
        "column.mask.wiht.4.chars",
        "column.mask.with.99999999999.chars",
        "column.mask.hash.NOSUCH-1.with.salt.abc",
        "column.mask.hash.SHA-256.with.salt.",
        "column.truncate.to.0.chars",
        "column.truncate.to.10"
      })
  void aMaskThatIsNotUnderstoodIsAProblem(String key) {
    assertThat(propertiesWithProblems(key, "public.t.c")).containsExactly(key);
  }

  @Test
  void anImpossibleRegexInAMaskIsAProblemOfItsKey() {
    assertThat(ConnectorConfig.problems(properties("column.mask.with.4.chars", "public.(t.c")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("public.(t.c"));
  }

  @Test
  void whatTheDefinitionReportsItselfIsNotReportedTwice() {
    assertThat(propertiesWithProblems("max.queue.size", "many")).isEmpty();
    assertThat(ConnectorConfig.problems(Map.of())).isEmpty();
  }

  @Test
  void aConfigurationWithProblemsCannotBeMade() {
    assertThatThrownBy(
            () -> new ConnectorConfig(properties("max.queue.size", "10", "max.batch.size", "10")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("max.queue.size");
  }

  private static List<String> propertiesWithProblems(String key, String value) {
    return ConnectorConfig.problems(properties(key, value)).stream()
        .map(Problem::property)
        .toList();
  }
}

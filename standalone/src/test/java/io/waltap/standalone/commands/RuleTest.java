/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "day(_ts)",
        "hours(_ts), customer",
        "bucket(id, 16),truncate(name,4)",
        "region , year(created)"
      })
  void theSinkUnderstandsThesePartitions(String fields) {
    assertThat(Rule.partitionFields().allowed().test(fields)).isTrue();
  }

  // Guards against: a mistake that the sink only logs, and a table without partitions.
  @ParameterizedTest
  @ValueSource(strings = {"week(_ts)", "day(_ts", "bucket(id)", "bucket(id, many)", "day(_ts),"})
  void theSinkDoesNotUnderstandThese(String fields) {
    assertThat(Rule.partitionFields().allowed().test(fields)).isFalse();
  }

  @Test
  void aListOfExpressionsMayHaveCommasInThem() {
    assertThat(Rule.expressions().allowed().test("public[.]a{1\\,2}, shop[.].*")).isTrue();
    assertThat(Rule.expressions().allowed().test("public[.]a{1,2}")).isFalse();
  }

  @Test
  void noHostAddsParametersForTheDriver() {
    assertThat(Rule.hosts().allowed().test("pg1, pg2:5433, [::1]:5432")).isTrue();
    assertThat(Rule.hosts().allowed().test("pg1/shop?user=admin")).isFalse();
    assertThat(Rule.hosts().allowed().test("pg1,")).isFalse();
  }

  @Test
  void aReferenceIsTakenWhereAValueComesLater() {
    assertThat(Rule.hosts().allowed().test("${env:HOST}")).isFalse();
    assertThat(Rule.hosts().orReference().allowed().test("${env:HOST}")).isTrue();
    assertThat(Rule.hosts().orReference().allowed().test("a b")).isFalse();
  }

  @Test
  void aMissingValueBreaksNoRule() {
    Rule rule = Rule.number(1, 3);

    assertThatNoException().isThrownBy(() -> rule.ensureValid("N", null));
    assertThatNoException().isThrownBy(() -> rule.ensureValid("N", 3));
    assertThatThrownBy(() -> rule.ensureValid("N", 4))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected a number from 1 to 3");
  }
}

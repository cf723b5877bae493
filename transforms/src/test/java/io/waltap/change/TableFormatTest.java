/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableFormatTest {

  @Test
  void aNameIsMadeOfSchemaAndTable() {
    assertThat(format("t_${schema}_${table}").name("a", "b")).isEqualTo("t_a_b");
  }

  @Test
  void aSeparatorThatIsInNeitherNameTellsThemApart() {
    assertThat(format("${schema}_${table}").tellsApart("public_orders")).isTrue();
    assertThat(format("${schema}__${table}").tellsApart("public__order_items")).isTrue();
    assertThat(format("${table}_of_${schema}").tellsApart("orders_of_public")).isTrue();
    assertThat(format("raw_${schema}_${table}").tellsApart("raw_public_orders")).isTrue();
  }

  @Test
  void aSeparatorThatIsInOneOfTheNamesDoesNot() {
    assertThat(format("${schema}_${table}").tellsApart("a_b_c")).isFalse();
    assertThat(format("${schema}__${table}").tellsApart("a___b")).isFalse();
    assertThat(format("${table}_of_${schema}").tellsApart("a_of_b_of_c")).isFalse();
  }

  @Test
  void withoutASeparatorNothingDoes() {
    assertThat(format("${schema}${table}").tellsApart("ab")).isFalse();
  }

  @Test
  void aPartThatComesTwiceTellsMore() {
    assertThat(format("${schema}_${table}_${schema}").tellsApart("a_b_c_a")).isTrue();
    assertThat(format("${table}_${schema}_${table}").tellsApart("x_a_b_x")).isTrue();
  }

  @Test
  void withoutTheSchemaTheTableAloneCounts() {
    assertThat(format("${table}").tellsApart("order_items")).isTrue();
    assertThat(format("raw_${table}").tellsApart("raw_orders")).isTrue();
  }

  private static TableFormat format(String text) {
    return new TableFormat(text);
  }
}

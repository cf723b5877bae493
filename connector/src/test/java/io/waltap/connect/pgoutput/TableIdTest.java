/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TableIdTest {
  private static final TableId DOT_IN_SCHEMA = new TableId("a.b", "c");
  private static final TableId DOT_IN_NAME = new TableId("a", "b.c");

  @Test
  void isWrittenWithoutQuotes() {
    assertThat(new TableId("Sales", "my orders").text()).isEqualTo("Sales.my orders");
    assertThat(new TableId("Sales", "my orders")).hasToString("Sales.my orders");
  }

  @Test
  void isOrderedBySchemaAndThenByName() {
    TableId first = new TableId("a", "y");
    TableId second = new TableId("a", "z");
    TableId third = new TableId("b", "x");

    assertThat(List.of(third, second, first).stream().sorted())
        .containsExactly(first, second, third);
  }

  @Test
  void theSameTextMayBeTwoTables() {
    assertThat(DOT_IN_SCHEMA.text()).isEqualTo(DOT_IN_NAME.text());
    assertThat(DOT_IN_SCHEMA).isNotEqualTo(DOT_IN_NAME);
    assertThat(DOT_IN_SCHEMA.compareTo(DOT_IN_NAME)).isPositive();
    assertThat(DOT_IN_NAME.compareTo(DOT_IN_SCHEMA)).isNegative();
  }

  @Property
  void onlyTheSameTableComesAtTheSamePlace(
      @ForAll @Chars({'a', '.'}) @StringLength(max = 3) String schema,
      @ForAll @Chars({'a', '.'}) @StringLength(max = 3) String name,
      @ForAll @Chars({'a', '.'}) @StringLength(max = 3) String otherSchema,
      @ForAll @Chars({'a', '.'}) @StringLength(max = 3) String otherName) {
    TableId table = new TableId(schema, name);
    TableId other = new TableId(otherSchema, otherName);

    assertThat(table.compareTo(other) == 0).isEqualTo(table.equals(other));
    assertThat(Integer.signum(table.compareTo(other)))
        .isEqualTo(-Integer.signum(other.compareTo(table)));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final List<String> COLUMNS = List.of("id", "amount", "note");

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    assertThat(
            TextTable.lines(
                COLUMNS,
                List.of(
                    row(7, new BigDecimal("10.50"), "paid"),
                    row(1234, new BigDecimal("1234567.00"), null))))
        .containsExactly(
            "id    amount      note",
            "----  ----------  ----",
            "7     10.50       paid",
            "1234  1234567.00  null");
  }

  @Test
  void whatIsLongIsCutAndALineStaysALine() {
    List<String> lines =
        TextTable.lines(
            List.of("id", "note"),
            List.of(row(1, null, "a text of more than eighteen"), row(2, null, "two\nlines")));

    assertThat(lines).contains("1   a text of more t..", "2   two\\nlines");
  }

  @Test
  void aWideCharacterTakesTwoColumns() {
    assertThat(
            TextTable.lines(
                List.of("note", "id"), List.of(row(1, null, "陳@ex"), row(2, null, "ada@x"))))
        .containsExactly("note   id", "-----  --", "陳@ex  1", "ada@x  2");
  }

  @Test
  void withoutRowsOnlyTheNamesAreShown() {
    assertThat(TextTable.lines(COLUMNS, List.of()))
        .containsExactly("id  amount  note", "--  ------  ----");
  }

  private static Map<String, Object> row(int id, BigDecimal amount, String note) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", id);
    row.put("amount", amount);
    row.put("note", note);
    return row;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FindingTest {
  @Test
  void aRowHasSeverityPropertyMessageAndRemedy() {
    Finding finding =
        new Finding(
            true, "slot.name", "wal_level is replica.", "ALTER SYSTEM SET wal_level = logical;");

    assertThat(finding.row())
        .isEqualTo(
            """
              ERROR    slot.name
                       wal_level is replica.
                       -> ALTER SYSTEM SET wal_level = logical;
            """);
  }

  @Test
  void aWarningWithoutARemedyHasNoArrow() {
    assertThat(new Finding(false, "table.include.list", "Nothing matches.", "").row())
        .isEqualTo(
            """
              WARNING  table.include.list
                       Nothing matches.
            """);
  }

  @Test
  void aLongMessageIsWrappedAndALongStatementIsNot() {
    String words = "word ".repeat(60).strip();
    String sql = "GRANT " + "x".repeat(200);

    assertThat(new Finding(true, "p", words, sql).row().lines())
        .hasSize(6)
        .filteredOn(line -> !line.contains("GRANT"))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(105));
    assertThat(new Finding(true, "p", words, sql).row()).contains(sql);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TableComparisonTest {
  private static final String UUID_TEXT = "9f0c1c8e-5b7a-4d43-8f3e-0d8c1f6f7a11";

  @Test
  void theSameValuesInOtherFormsAreEqual() {
    Map<String, Object> postgres =
        row(
            "id",
            7,
            "amount",
            new BigDecimal("10.50"),
            "at",
            OffsetDateTime.parse("2026-11-20T12:00:00.123456Z"),
            "tracking",
            UUID.fromString(UUID_TEXT),
            "note",
            null);
    Map<String, Object> iceberg =
        row(
            "id",
            7L,
            "amount",
            new BigDecimal("10.5"),
            "at",
            OffsetDateTime.parse("2026-11-20T13:00:00.123456+01:00"),
            "tracking",
            UUID.fromString(UUID_TEXT),
            "note",
            null);

    assertThat(compare(List.of(postgres), List.of(iceberg)).equal()).isTrue();
  }

  @Test
  void everyDifferingColumnIsNamed() {
    TableComparison comparison =
        compare(
            List.of(row("id", 1, "a", "x", "b", 2, "c", null)),
            List.of(row("id", 1, "a", "y", "b", "2", "c", 0)));

    assertThat(comparison.equal()).isFalse();
    assertThat(comparison.differences())
        .containsExactly(
            "t id=1, column a: PostgreSQL x (String), Iceberg y (String)",
            "t id=1, column b: PostgreSQL 2 (Integer), Iceberg 2 (String)",
            "t id=1, column c: PostgreSQL null, Iceberg 0 (Integer)");
  }

  @Test
  void lostMicrosecondsAreADifference() {
    assertThat(
            compare(
                    List.of(
                        row("id", 1, "at", OffsetDateTime.parse("2026-11-20T12:00:00.123456Z"))),
                    List.of(row("id", 1, "at", OffsetDateTime.parse("2026-11-20T12:00:00.123Z"))))
                .equal())
        .isFalse();
  }

  @Test
  void rowsOnOneSideOnlyAreNamed() {
    TableComparison comparison =
        compare(List.of(row("id", 1), row("id", 2)), List.of(row("id", 2), row("id", 3)));

    assertThat(comparison.differences())
        .containsExactly(
            "t id=1 is missing in Iceberg", "t id=3 is in Iceberg, but not in PostgreSQL");
  }

  @Test
  void aColumnOnOneSideOnlyIsADifferenceEvenIfItsValueIsNull() {
    assertThat(
            compare(List.of(row("id", 1, "a", null)), List.of(row("id", 1, "b", null)))
                .differences())
        .containsExactly(
            "t id=1 has a column a in PostgreSQL only", "t id=1 has a column b in Iceberg only");
  }

  @Test
  void whatLandedAsTextIsADifference() {
    assertThat(Cell.same(UUID.fromString(UUID_TEXT), UUID_TEXT)).isFalse();
    assertThat(Cell.same(new BigDecimal("1.5"), "1.5")).isFalse();
    assertThat(Cell.same(true, "true")).isFalse();
    assertThat(Cell.same(LocalDate.of(2026, 11, 20), "2026-11-20")).isFalse();
  }

  private static TableComparison compare(
      List<Map<String, Object>> expected, List<Map<String, Object>> actual) {
    return TableComparison.of("t", "id", expected, actual);
  }

  private static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }
}

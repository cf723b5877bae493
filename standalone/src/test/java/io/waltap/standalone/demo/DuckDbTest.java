/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's SQL in the real engine, on small logs. */
class DuckDbTest {
  private static final List<String> COLUMNS = List.of("id", "v");

  @TempDir static Path temporary;
  private static DuckDb duck;

  @BeforeAll
  static void open() throws SQLException, URISyntaxException {
    Path jar =
        Path.of(DuckDBDriver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    duck = DuckDb.open(jar, temporary.resolve("scratch"));
  }

  @AfterAll
  static void close() throws SQLException {
    duck.close();
  }

  @Test
  void theCurrentStateIsTheLastVersionOfEachKeyWithoutTheDeleted() throws SQLException {
    log(
        "changes_only",
        "(1, 'old', 'r', 10, 1, false)",
        "(2, 'gone', 'd', 22, 5, true)",
        "(1, 'new', 'u', 21, 9, false)",
        "(2, 'was', 'r', 10, 4, false)",
        "(3, 'back', 'c', 24, 8, false)",
        "(3, 'gone', 'd', 23, 7, true)",
        // committed later, though it wrote earlier: _seq decides
        "(1, 'last', 'u', 20, 11, false)");

    assertThat(state("changes_only")).containsExactly("1 last", "3 back");
  }

  @Test
  void aTruncateEndsWhatWasBeforeIt() throws SQLException {
    log(
        "truncated",
        "(1, 'before', 'r', 10, 1, false)",
        "(2, 'before', 'c', 11, 2, false)",
        "(NULL, NULL, 't', 20, 3, false)",
        "(2, 'after', 'c', 21, 4, false)");

    assertThat(state("truncated")).containsExactly("2 after");
  }

  @Test
  void valuesHaveTheTypesThatPostgresqlGives() throws SQLException {
    TimeZone before = TimeZone.getDefault();
    try {
      // an hour before the clocks are set back
      TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
      Map<String, Object> row =
          duck.rows(
                  "SELECT CAST(7 AS bigint) AS id, CAST(10.5 AS decimal(38, 2)) AS amount,"
                      + " CAST('2026-10-25 00:30:00.123456+00' AS timestamptz) AS placed_at,"
                      + " DATE '2026-01-02' AS due, true AS gift, CAST(NULL AS date) AS born,"
                      + " CAST('9f0c1c8e-5b7a-4d43-8f3e-0d8c1f6f7a11' AS uuid) AS tracking,"
                      + " 'ä' AS note")
              .get(0);

      assertThat(row)
          .containsEntry("id", 7L)
          .containsEntry("amount", new BigDecimal("10.50"))
          .containsEntry("placed_at", Instant.parse("2026-10-25T00:30:00.123456Z"))
          .containsEntry("due", LocalDate.of(2026, 1, 2))
          .containsEntry("gift", true)
          .containsEntry("born", null)
          .containsEntry("tracking", UUID.fromString("9f0c1c8e-5b7a-4d43-8f3e-0d8c1f6f7a11"))
          .containsEntry("note", "ä");
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void aViewReadsFilesByTheNamesOfTheirColumns() throws SQLException {
    Path older = temporary.resolve("o'lder.parquet");
    Path newer = temporary.resolve("newer.parquet");
    duck.execute("COPY (SELECT 1 AS id) TO " + DuckDb.literal(older.toString()));
    duck.execute("COPY (SELECT 'x' AS v, 2 AS id) TO " + DuckDb.literal(newer.toString()));

    duck.execute(
        ChangeLogViews.sql("shop", Map.of("orders", List.of("file:" + older, "file:" + newer))));

    assertThat(duck.rows("SELECT id, v FROM shop.orders ORDER BY id"))
        .extracting(row -> row.get("id") + " " + row.get("v"))
        .containsExactly("1 null", "2 x");
  }

  @Test
  void aColumnThatDidNotLandIsAnError() throws SQLException {
    log("short_log", "(1, 'x', 'c', 1, 1, false)");

    assertThatThrownBy(() -> duck.rows(CurrentStateSql.of("short_log", "id", List.of("missing"))))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("missing");
  }

  private static void log(String table, String... changes) throws SQLException {
    duck.execute(
        "CREATE TABLE "
            + table
            + " AS SELECT * FROM (VALUES "
            + String.join(", ", changes)
            + ") AS changes(id, v, _op, _lsn, _seq, _is_deleted)");
  }

  private static List<String> state(String table) throws SQLException {
    return duck.rows(CurrentStateSql.of(table, "id", COLUMNS)).stream()
        .map(row -> row.get("id") + " " + row.get("v"))
        .toList();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The SQL that {@code docs/landing.md} tells users of an engine to run. The test changes only the
 * names of tables, the example's moment, and what the page tells users to change.
 */
final class DocumentedSql {
  /** The mirror, which is separate from the tables that the sink writes. */
  static final String MIRROR = "mirrors.orders";

  /** The table with which a query for the current state begins. */
  private static final String LOG = "WITH changes AS (SELECT * FROM lake.shop.orders)";

  private static final String MOMENT = "2026-11-01 00:00:00";

  private final LandingPage page = LandingPage.read();
  private final Dialect dialect;

  private DocumentedSql(Dialect dialect) {
    this.dialect = dialect;
  }

  static DocumentedSql spark() {
    return new DocumentedSql(
        new Dialect(
            "array_contains", "TIMESTAMP", "USING iceberg", "TIMESTAMP AS OF '", "%d HOUR"));
  }

  /** Only {@link #currentState}, {@link #currentStateAt} and {@link #moved} are for DuckDB. */
  static DocumentedSql duckDb() {
    return new DocumentedSql(
        new Dialect(
            "list_contains", "TIMESTAMP WITH TIME ZONE", "USING duckdb", "AT (", "%d HOUR"));
  }

  static DocumentedSql trino() {
    return new DocumentedSql(
        new Dialect(
            "contains",
            "TIMESTAMP WITH TIME ZONE",
            "doc varchar",
            "FOR TIMESTAMP AS OF TIMESTAMP '",
            "'%d' HOUR"));
  }

  /**
   * The differences between engines, as the page describes them.
   *
   * @param contains the function that tells whether an array contains a value
   * @param moment the type of {@code _ts}
   * @param createsMirror a text that only this engine's CREATE TABLE of the mirror has
   * @param travels a text that only this engine's query of an earlier snapshot has
   * @param hours an interval of a number of hours
   */
  private record Dialect(
      String contains, String moment, String createsMirror, String travels, String hours) {}

  /** Returns the query for the current state of a table with the large column {@code doc}. */
  String currentState() {
    return here(currentStateOnThePage());
  }

  /** Returns the query for the state at a moment, by the times of the commits. */
  String currentStateAt(String moment) {
    String log = edited(page.statement("WHERE _ts <= CAST("), MOMENT, moment);
    log = edited(log, "TIMESTAMP WITH TIME ZONE", dialect.moment());
    return here(edited(currentStateOnThePage(), LOG, log));
  }

  /** Returns the query for the log that had landed until a moment, in UTC. */
  String landedAt(String moment) {
    return here(edited(page.onlyStatement(dialect.travels()), MOMENT, moment));
  }

  /** Returns the query for large values of rows that have moved to another key. */
  String moved() {
    return here(edited(page.statement("AS moves"), "list_contains", dialect.contains()));
  }

  String createMirror() {
    return here(page.onlyStatement(dialect.createsMirror()));
  }

  String merge() {
    return here(mergeOnThePage(1));
  }

  /**
   * Returns a merge of the changes after the mirror's last change. The page has an overlap of an
   * hour, which would be all of a test's changes.
   */
  String mergeWithoutOverlap() {
    return here(mergeOnThePage(0));
  }

  private String mergeOnThePage(int hours) {
    String merge = edited(page.onlyStatement("MERGE INTO"), "array_contains", dialect.contains());
    return edited(merge, "INTERVAL 1 HOUR", "INTERVAL " + dialect.hours().formatted(hours));
  }

  private String currentStateOnThePage() {
    String doc = edited(page.statement("AS doc_sent"), "list_contains", dialect.contains());
    String query =
        edited(page.statement("AS ranked"), "placed_at\n", "placed_at, doc_sent AS doc\n");
    return edited(query, "AS _rank\n", "AS _rank,\n" + doc + "\n");
  }

  /** Inserts the names of the test's tables. */
  private static String here(String sql) {
    return edited(sql, "shop.orders", Lake.NAMESPACE + ".orders")
        .replace(Lake.NAMESPACE + ".orders_mirror", MIRROR);
  }

  private static String edited(String sql, String from, String to) {
    assertThat(sql).as("SQL on the page").contains(from);
    return sql.replace(from, to);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/landing.md} tells users of Spark to run. Changed are the names of tables, the
 * example's moment, and what the page says to change.
 */
final class DocumentedSparkSql {
  /** The mirror, apart from the tables that the sink writes. */
  static final String MIRROR = "mirrors.orders";

  /** The table that a query for the current state begins with. */
  private static final String LOG = "WITH changes AS (SELECT * FROM lake.shop.orders)";

  private static final String MOMENT = "2026-11-01 00:00:00";

  private final LandingPage page = LandingPage.read();

  /** The current state of a table with the large column {@code doc}. */
  String currentState() {
    return here(currentStateOnThePage());
  }

  /** The same of a moment, by the times of the commits. */
  String currentStateAt(String moment) {
    String log = edited(page.statement("WHERE _ts <= CAST("), MOMENT, moment);
    log = edited(log, "TIMESTAMP WITH TIME ZONE", "TIMESTAMP");
    return here(edited(currentStateOnThePage(), LOG, log));
  }

  /** The log that had landed until a moment. */
  String landedAt(String moment) {
    return here(edited(page.statement("TIMESTAMP AS OF '"), MOMENT, moment));
  }

  String createMirror() {
    return here(page.statements("MERGE INTO").get(0));
  }

  String merge() {
    return here(page.statements("MERGE INTO").get(1));
  }

  /**
   * A merge of what came after the mirror's last change. The page has an overlap of an hour, which
   * is all that a test has.
   */
  String mergeWithoutOverlap() {
    return edited(merge(), "INTERVAL 1 HOUR", "INTERVAL 0 SECOND");
  }

  private String currentStateOnThePage() {
    String doc = edited(page.statement("AS doc_sent"), "list_contains", "array_contains");
    String query =
        edited(page.statement("AS ranked"), "placed_at\n", "placed_at, doc_sent AS doc\n");
    return edited(query, "AS _rank\n", "AS _rank,\n" + doc + "\n");
  }

  /** With the names of the test's tables. */
  private static String here(String sql) {
    return edited(sql, "shop.orders", Lake.NAMESPACE + ".orders")
        .replace(Lake.NAMESPACE + ".orders_mirror", MIRROR);
  }

  private static String edited(String sql, String from, String to) {
    assertThat(sql).as("SQL of the page").contains(from);
    return sql.replace(from, to);
  }
}

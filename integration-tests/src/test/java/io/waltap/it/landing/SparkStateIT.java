/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The documentation's SQL for Spark, in Spark, on the table that the sink has written. The test
 * runs if the profile {@code lakes} was used once, and is skipped otherwise.
 */
final class SparkStateIT {
  private static final String STATE =
      "SELECT id, customer, amount, (placed_at AT TIME ZONE 'UTC')::text, doc FROM orders"
          + " ORDER BY id";

  /** Spark refuses both for a table with a column name that Iceberg reserves. */
  private static final String COMPACTION =
      "CALL lake.system.rewrite_data_files(table => '%s.orders', options => map('rewrite-all', 'true'))"
          .formatted(Lake.NAMESPACE);

  private static final String EVERYTHING = "SELECT * FROM %s.orders".formatted(Lake.NAMESPACE);

  // Guards against: documented SQL that Spark refuses, or that returns other rows than PostgreSQL
  // has; columns with which Spark cannot read or compact the log; a merge that loses a large value
  // which an update did not change, keeps a deleted row, misses one that came back, or gives
  // another result the second time.
  @Test
  void theDocumentedSqlGivesTheRowsThatPostgresHas() throws SQLException {
    Spark spark = Spark.find("spark-state");
    DocumentedSql sql = DocumentedSql.spark();
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("spark-state")) {
      OrdersHistory.create(database);
      try (Pipeline pipeline =
          Pipeline.of(database, "public.orders")
              .source("skipped.operations", "none")
              .into(lake)
              .sink("iceberg.tables.default-partition-by", "day(_ts)")
              .start()) {
        pipeline.source().awaitStreaming();
        OrdersHistory.changeFirst(database);
        pipeline.awaitLanded();
        List<List<String>> before = OrdersHistory.rows(database, STATE);
        List<List<String>> landed = OrdersHistory.logged(lake);
        List<List<List<String>>> first =
            spark.run(
                lake,
                List.of(
                    sql.currentState(),
                    "CREATE NAMESPACE mirrors",
                    sql.createMirror(),
                    sql.merge(),
                    OrdersHistory.MIRROR));
        assertThat(first.get(0)).hasSize(99).isEqualTo(before);
        assertThat(first.get(4)).isEqualTo(OrdersHistory.mirrored(database));

        String moment = database.text("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::text");
        OrdersHistory.changeAgain(database);
        pipeline.awaitLanded();
        List<List<List<String>>> second =
            spark.run(
                lake,
                List.of(
                    sql.currentState(),
                    sql.mergeWithoutOverlap(),
                    OrdersHistory.MIRROR,
                    sql.merge(),
                    OrdersHistory.MIRROR));
        assertThat(second.get(0)).hasSize(90).isEqualTo(OrdersHistory.rows(database, STATE));
        assertThat(second.get(2)).isEqualTo(OrdersHistory.mirrored(database));
        assertThat(second.get(4)).isEqualTo(OrdersHistory.mirrored(database));

        OrdersHistory.truncate(database);
        pipeline.awaitLanded();
        List<List<List<String>>> third =
            spark.run(
                lake,
                List.of(
                    sql.currentState(),
                    sql.currentStateAt(moment),
                    sql.landedAt(moment),
                    COMPACTION,
                    EVERYTHING));
        assertThat(third.get(0)).hasSize(1).isEqualTo(OrdersHistory.rows(database, STATE));
        assertThat(third.get(1)).isEqualTo(before);
        assertThat(third.get(2)).containsExactlyInAnyOrderElementsOf(landed);
        assertThat(third.get(4)).hasSize((int) lake.rowCount("orders"));
      }
    }
  }
}

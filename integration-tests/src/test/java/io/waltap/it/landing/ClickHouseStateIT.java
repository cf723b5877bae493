/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The documentation's statements for ClickHouse, in ClickHouse's engine, on a table in S3. The test
 * runs if the profile {@code lakes} was used once, and is skipped otherwise.
 */
final class ClickHouseStateIT {
  private static final String BUCKET = "lake";
  private static final String STATE = "SELECT id, customer, amount FROM orders ORDER BY id";

  // Guards against: documented SQL that ClickHouse refuses, or that returns other rows than
  // PostgreSQL has: an old version instead of the latest, a deleted row, rows that an overlap loads
  // twice.
  @Test
  void theDocumentedSqlGivesTheRowsThatPostgresHas() throws SQLException {
    ClickHouse clickHouse = ClickHouse.find("clickhouse");
    LandingPage page = LandingPage.read();
    try (LocalS3 s3 = LocalS3.start("clickhouse-s3", BUCKET);
        RestCatalogServer rest = RestCatalogServer.start("clickhouse-catalog", s3, BUCKET);
        TestDatabase database = TestDatabase.create();
        Lake lake = rest.lake(s3, BUCKET)) {
      OrdersHistory.create(database);
      try (Pipeline pipeline = Pipeline.of(database, "public.orders").into(lake).start()) {
        pipeline.source().awaitStreaming();
        OrdersHistory.changeFirst(database);
        pipeline.awaitLanded();
        String create = page.onlyStatement("ReplacingMergeTree");
        String load = here(page.onlyStatement("icebergS3("), s3, lake);
        String state = page.onlyStatement("FINAL") + " ORDER BY id";
        assertThat(firstColumns(clickHouse.run(create, load, state)))
            .hasSize(99)
            .isEqualTo(OrdersHistory.rows(database, STATE));

        OrdersHistory.changeAgain(database);
        pipeline.awaitLanded();
        assertThat(firstColumns(clickHouse.run(load, load, state)))
            .hasSize(90)
            .isEqualTo(OrdersHistory.rows(database, STATE));
      }
    }
  }

  /** Inserts the address of the table, and the keys. */
  private static String here(String load, LocalS3 s3, Lake lake) {
    String documented = "('https://…/shop/orders/', '…', '…')";
    assertThat(load).contains(documented);
    return load.replace(
        documented,
        "('%s', '%s', '%s')"
            .formatted(
                s3.at(lake.reader().location(Lake.NAMESPACE, "orders")) + "/",
                LocalS3.KEY,
                LocalS3.SECRET));
  }

  /** Removes the version and the mark of a deletion. */
  private static List<List<String>> firstColumns(List<List<String>> rows) {
    return rows.stream().map(row -> row.subList(0, 3)).toList();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The documentation's SQL for Trino, in Trino, with the catalog of the compose file. Only addresses
 * and keys are changed. The test runs if the profile {@code lakes} was used once and there is a
 * Java that is new enough. It is skipped otherwise.
 */
final class TrinoStateIT {
  private static final String BUCKET = "lake";

  /** Selects times in Trino's text form. */
  private static final String STATE =
      "SELECT id, customer, amount,"
          + " to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || ' UTC', doc"
          + " FROM orders ORDER BY id";

  // Guards against: documented SQL that Trino refuses, or that returns other rows than PostgreSQL
  // has; a catalog of the compose file that Trino refuses.
  @Test
  void theDocumentedSqlGivesTheRowsThatPostgresHas() throws SQLException {
    DocumentedSql sql = DocumentedSql.trino();
    try (LocalS3 s3 = LocalS3.start("trino-s3", BUCKET);
        RestCatalogServer rest = RestCatalogServer.start("trino-rest-catalog", s3, BUCKET);
        Trino trino = Trino.start("trino", Trino.catalog(s3, rest, BUCKET));
        TestDatabase database = TestDatabase.create();
        Lake lake = rest.lake(s3, BUCKET)) {
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
        assertThat(trino.run(sql.currentState())).hasSize(99).isEqualTo(before);
        assertThat(
                trino.run(
                    "CREATE SCHEMA mirrors", sql.createMirror(), sql.merge(), OrdersHistory.MIRROR))
            .isEqualTo(OrdersHistory.mirrored(database));

        String moment = database.text("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::text");
        OrdersHistory.changeAgain(database);
        pipeline.awaitLanded();
        assertThat(trino.run(sql.currentState()))
            .hasSize(90)
            .isEqualTo(OrdersHistory.rows(database, STATE));
        assertThat(trino.run(sql.mergeWithoutOverlap(), OrdersHistory.MIRROR))
            .isEqualTo(OrdersHistory.mirrored(database));
        assertThat(trino.run(sql.merge(), OrdersHistory.MIRROR))
            .isEqualTo(OrdersHistory.mirrored(database));

        OrdersHistory.truncate(database);
        pipeline.awaitLanded();
        assertThat(trino.run(sql.currentState()))
            .hasSize(1)
            .isEqualTo(OrdersHistory.rows(database, STATE));
        assertThat(trino.run(sql.currentStateAt(moment))).isEqualTo(before);
        assertThat(trino.run(sql.landedAt(moment))).containsExactlyInAnyOrderElementsOf(landed);
      }
    }
  }
}

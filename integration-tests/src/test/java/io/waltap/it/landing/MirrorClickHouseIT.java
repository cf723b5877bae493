/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * ClickHouse's engine reads mirrors of format version 2 from S3. Version 26.7 has no deletion
 * vectors. The test runs if the profile {@code lakes} was used once, and is skipped otherwise.
 */
final class MirrorClickHouseIT {
  private static final String BUCKET = "lake";
  private static final String NULL = "\\N";

  // Guards against: deletes that ClickHouse does not see, or takes for those of other rows; tables
  // that it refuses, such as by their compressed metadata.
  @Test
  void aSelectGivesTheRowsThatPostgresHas() throws SQLException {
    ClickHouse clickHouse = ClickHouse.find("mirror-clickhouse");
    try (LocalS3 s3 = LocalS3.start("mirror-clickhouse-s3", BUCKET);
        RestCatalogServer rest = RestCatalogServer.start("mirror-clickhouse-catalog", s3, BUCKET);
        TestDatabase database = TestDatabase.create();
        Lake lake = rest.lake(s3, BUCKET)) {
      MirrorHistory.create(database);
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(
                  database, lake, Servers.connect(), MirrorHistory.sink("positions"))) {
        source.awaitStreaming();
        MirrorHistory.run(database, mirror);
      }
      String things = "SELECT id, name, amount, placed_on, %s, large, later FROM %s ORDER BY id";
      assertThat(rows(clickHouse, things.formatted("done", table(s3, lake, "things"))))
          .isEqualTo(OrdersHistory.rows(database, things.formatted("done::text", "things")));
      String sales = "SELECT id, status, amount, large FROM %s ORDER BY id";
      assertThat(rows(clickHouse, sales.formatted(table(s3, lake, "sales"))))
          .isEqualTo(OrdersHistory.rows(database, sales.formatted("sales")));
    }
  }

  private static String table(LocalS3 s3, Lake lake, String name) {
    return "icebergS3('%s/', '%s', '%s')"
        .formatted(
            s3.at(lake.reader().location(Lake.NAMESPACE, name)), LocalS3.KEY, LocalS3.SECRET);
  }

  /** The rows of a query, with null for NULL. */
  private static List<List<String>> rows(ClickHouse clickHouse, String query) {
    List<List<String>> rows = new ArrayList<>();
    for (List<String> row : clickHouse.run(query)) {
      List<String> values = new ArrayList<>();
      row.forEach(value -> values.add(value.equals(NULL) ? null : value));
      rows.add(values);
    }
    return rows;
  }
}

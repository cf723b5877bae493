/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/**
 * Trino reads mirrors of format version 2, with the catalog of the compose file. Trino 476 has no
 * deletion vectors. The test runs if the profile {@code lakes} was used once and there is a Java
 * that is new enough. It is skipped otherwise.
 */
final class MirrorTrinoIT {
  private static final String BUCKET = "lake";

  /** Times in Trino's text form. */
  private static final String THINGS =
      "SELECT id, name, amount,"
          + " to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || ' UTC',"
          + " placed_on, done::text, large, later FROM things ORDER BY id";

  // Guards against: deletes that Trino does not see, or takes for those of other rows; tables that
  // it refuses.
  @Test
  void selectAllGivesTheRowsThatPostgresHas() throws SQLException {
    try (LocalS3 s3 = LocalS3.start("mirror-trino-s3", BUCKET);
        RestCatalogServer rest = RestCatalogServer.start("mirror-trino-catalog", s3, BUCKET);
        Trino trino = Trino.start("mirror-trino", Trino.catalog(s3, rest, BUCKET));
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
      assertThat(trino.run("SELECT * FROM things ORDER BY id"))
          .isEqualTo(OrdersHistory.rows(database, THINGS));
      assertThat(trino.run("SELECT * FROM sales ORDER BY id"))
          .isEqualTo(OrdersHistory.rows(database, "SELECT * FROM sales ORDER BY id"));
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Apache Spark reads mirrors: {@code SELECT *} is {@code SELECT *} in PostgreSQL. The test runs if
 * the profile {@code lakes} was used once, and is skipped otherwise.
 */
final class MirrorSparkIT {
  private static final List<String> QUERIES =
      List.of(
          "SELECT * FROM %s.things ORDER BY id".formatted(Lake.NAMESPACE),
          "SELECT * FROM %s.sales ORDER BY id".formatted(Lake.NAMESPACE),
          "SELECT DISTINCT file_format FROM %s.things.delete_files".formatted(Lake.NAMESPACE),
          "SELECT DISTINCT file_format FROM %s.sales.delete_files".formatted(Lake.NAMESPACE));

  /** Texts as those of Spark. */
  private static final String THINGS =
      "SELECT id, name, amount, (placed_at AT TIME ZONE 'UTC')::text, placed_on, done::text, large,"
          + " later FROM things ORDER BY id";

  private static final String SALES = "SELECT * FROM sales ORDER BY id";

  // Guards against: deletes that Spark does not see, or takes for those of other rows; files that
  // it refuses; a new column that it reads from older files.
  @ParameterizedTest
  @CsvSource({"vectors,PUFFIN", "positions,PARQUET"})
  void selectAllGivesTheRowsThatPostgresHas(String deletes, String format) throws SQLException {
    List<Spark> engines =
        List.of(
            Spark.find("mirror-spark-3-" + deletes, Spark.Version.OF_3_5),
            Spark.find("mirror-spark-4-" + deletes, Spark.Version.OF_4_1));
    try (TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-spark-" + deletes)) {
      MirrorHistory.create(database);
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(
                  database, lake, Servers.connect(), MirrorHistory.sink(deletes))) {
        source.awaitStreaming();
        MirrorHistory.run(database, mirror);
      }
      for (Spark spark : engines) {
        List<List<List<String>>> results = spark.run(lake, QUERIES);
        assertThat(results.get(0)).isEqualTo(OrdersHistory.rows(database, THINGS));
        assertThat(results.get(1)).isEqualTo(OrdersHistory.rows(database, SALES));
        assertThat(results.get(2)).containsExactly(List.of(format));
        assertThat(results.get(3)).containsExactly(List.of(format));
      }
    }
  }
}

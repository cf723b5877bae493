/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * DuckDB reads the data files of mirrors, without the rows that are deleted. Which files and rows
 * these are, Iceberg's metadata says: DuckDB's own extension for Iceberg is a download.
 */
final class MirrorDuckDbIT {
  private static final String THINGS =
      "SELECT id, name, amount, placed_on, done::text, large, later FROM things ORDER BY id";
  private static final String SALES = "SELECT id, status, amount, large FROM sales ORDER BY id";

  // Guards against: data files that only Iceberg's own reader can read, or whose rows are in
  // another order there; a position that is deleted in the wrong file.
  @ParameterizedTest
  @ValueSource(strings = {"vectors", "positions", "rewrite"})
  void theFilesWithoutTheirDeletedRowsHaveTheRowsOfPostgres(String deletes) throws SQLException {
    try (DuckDb duck = DuckDb.open();
        TestDatabase database = TestDatabase.create();
        Lake lake = Lake.local("mirror-duckdb-" + deletes)) {
      MirrorHistory.create(database);
      try (Connector source = Servers.connect().create(database, MirrorPipeline.source(database));
          MirrorPipeline mirror =
              MirrorPipeline.start(
                  database, lake, Servers.connect(), MirrorHistory.sink(deletes))) {
        source.awaitStreaming();
        MirrorHistory.run(database, mirror);
      }
      boolean deleted = createView(duck, lake, "things");
      deleted |= createView(duck, lake, "sales");
      assertThat(deleted).as("rows are deleted").isEqualTo(!deletes.equals("rewrite"));
      assertThat(duck.rows(THINGS)).isEqualTo(OrdersHistory.rows(database, THINGS));
      assertThat(duck.rows(SALES)).isEqualTo(OrdersHistory.rows(database, SALES));
    }
  }

  /** Makes a view of a mirror; returns whether rows of its files are deleted. */
  private static boolean createView(DuckDb duck, Lake lake, String table) throws SQLException {
    List<String> files = new ArrayList<>();
    List<String> deleted = new ArrayList<>();
    Map<String, List<Long>> positions = lake.reader().deletedPositions(Lake.NAMESPACE, table);
    positions.forEach(
        (location, ofFile) -> {
          String file = "'" + location.replaceFirst("^file:(//)?", "") + "'";
          files.add(file);
          ofFile.forEach(position -> deleted.add("(" + file + ", " + position + ")"));
        });
    duck.execute("CREATE TABLE " + table + "_deleted (file VARCHAR, pos BIGINT)");
    if (!deleted.isEmpty()) {
      duck.execute("INSERT INTO " + table + "_deleted VALUES " + String.join(", ", deleted));
    }
    duck.execute(
        "CREATE VIEW "
            + table
            + " AS SELECT * EXCLUDE (filename, file_row_number) FROM read_parquet(["
            + String.join(", ", files)
            + "], union_by_name = true, hive_partitioning = false, filename = true,"
            + " file_row_number = true) AS f WHERE NOT EXISTS (SELECT 1 FROM "
            + table
            + "_deleted AS d WHERE d.file = f.filename AND d.pos = f.file_row_number)");
    return !deleted.isEmpty();
  }
}

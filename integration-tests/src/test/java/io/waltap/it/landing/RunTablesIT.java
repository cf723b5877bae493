/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.lake.LakeReaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code ./waltap run} with many tables. {@code -Dwaltap.it.tables=2000} takes more of them. */
class RunTablesIT {
  private static final int TABLES = Integer.getInteger("waltap.it.tables", 50);

  /** A heap as the preflight advises, and the default interval for many tables. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "HEAP", TABLES > 1000 ? "-Xmx2g" : "-Xmx1g",
          "FLUSH_INTERVAL_MS", TABLES > 100 ? "60000" : "2000");

  /** What a table may cost, beside what anything may take. */
  private static final Duration PER_TABLE = Duration.ofSeconds(1);

  private static final String CREATION =
      """
      DO $$ BEGIN
        FOR i IN %d..%d LOOP
          EXECUTE format('CREATE TABLE t_%%s (id int PRIMARY KEY)', i);
          EXECUTE format('INSERT INTO t_%%s VALUES (1)', i);
        END LOOP;
      END $$
      """;

  // Guards against: a new table that lands only after a restart; tables that land only when the
  // others have; a stop that does not wait for all.
  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void allTablesLandAndANewOneWithoutARestart() throws Exception {
    Path directory = Lake.Directories.fresh("run-tables");
    try (TestDatabase database = TestDatabase.create()) {
      for (int first = 1; first <= TABLES; first += 100) {
        database.execute(CREATION.formatted(first, Math.min(TABLES, first + 99)));
      }
      database.execute(
          "CREATE PUBLICATION " + database.publication() + " FOR TABLES IN SCHEMA public");
      try (RunProcess run = RunProcess.start(database, directory, VARIABLES).awaitRunning();
          LakeReader lake = LakeReaders.open(Lake.sinkPlugin(), RunProcess.catalog(directory))) {
        awaitRows(lake, TABLES, 1);
        database.execute(
            "CREATE TABLE later (id int PRIMARY KEY)", "INSERT INTO later VALUES (1), (2)");
        await("the table that was created while run was running")
            .atMost(patience())
            .pollInterval(Duration.ofMillis(500))
            .until(() -> lake.rowCount(RunProcess.NAMESPACE, "later") == 2);
        database.execute("UPDATE t_1 SET id = 2", "INSERT INTO later VALUES (3)");
        assertThat(run.health()).startsWith("200 ");
        assertThat(run.terminate()).as(run.text()).isZero();
        assertThat(lake.rowCount(RunProcess.NAMESPACE, "later")).isEqualTo(3);
        assertThat(lake.rowCount(RunProcess.NAMESPACE, "t_1"))
            .as("read, and deleted and inserted with another key")
            .isEqualTo(3);
      }
    }
  }

  private static void awaitRows(LakeReader lake, int tables, long rows) {
    await(tables + " tables")
        .atMost(patience())
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              List<String> names = lake.tables(RunProcess.NAMESPACE);
              return names.stream().filter(name -> name.startsWith("t_")).count() == tables
                  && names.stream()
                      .filter(name -> name.startsWith("t_"))
                      .allMatch(name -> lake.rowCount(RunProcess.NAMESPACE, name) == rows);
            });
  }

  private static Duration patience() {
    return Settings.patience().plus(PER_TABLE.multipliedBy(TABLES));
  }
}

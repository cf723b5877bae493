/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.lake.LakeReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * {@code ./waltap run} as its users start it: with a process, environment variables, and SIGTERM.
 */
final class StandaloneIT {
  private static final Path HOME = Path.of("../standalone/target/waltap").toAbsolutePath();
  private static final String NAMESPACE = "waltap";

  // Guards against: a stop after which captured rows have not landed; a start that reads everything
  // again.
  @Test
  void whatWasCapturedHasLandedWhenTheProcessStopsAndTheNextOneGoesOn() throws Exception {
    Path directory = Lake.Directories.fresh("standalone");
    Map<String, String> catalog =
        Map.of("type", "hadoop", "warehouse", directory.resolve("lake").toUri().toString());
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE things (id int PRIMARY KEY, name text)",
          "INSERT INTO things SELECT g, 'thing ' || g FROM generate_series(1, 300) g",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE things");

      Process first = run(database, directory);
      awaitLine(directory, "running;");
      database.awaitSlot();
      await("an active slot").atMost(Settings.patience()).until(() -> database.slotActive());
      database.execute("UPDATE things SET name = 'changed' WHERE id <= 20");
      await("captured changes").atMost(Settings.patience()).until(() -> captured(directory) > 0);
      assertThat(stopped(first)).isZero();
      long landed = rows(catalog);
      assertThat(landed).as("an orderly stop lands what was captured").isBetween(300L, 320L);

      database.execute("DELETE FROM things WHERE id <= 10");
      Process second = run(database, directory);
      await("the rest of the rows")
          .atMost(Settings.patience())
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> rows(catalog) >= 330);
      assertThat(stopped(second)).isZero();
      assertThat(rows(catalog)).as("300 rows, 20 updates, 10 deletes, each once").isEqualTo(330);
    }
  }

  private static Process run(TestDatabase database, Path directory) throws IOException {
    ProcessBuilder process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx768m",
            "-Dwaltap.home=" + HOME,
            "-Dlog4j2.configurationFile=" + HOME.resolve("config/log4j2.xml"),
            "-cp",
            HOME.resolve("lib") + "/*",
            "io.waltap.standalone.Waltap",
            "run");
    Map<String, String> environment = process.environment();
    environment.put("POSTGRES_HOST", database.server().host());
    environment.put("POSTGRES_PORT", Integer.toString(database.server().port()));
    environment.put("POSTGRES_DB", database.name());
    environment.put("POSTGRES_USER", database.server().user());
    environment.put("POSTGRES_PASSWORD", database.server().password());
    environment.put("PUBLICATION_NAME", database.publication());
    environment.put("SLOT_NAME", database.slot());
    environment.put("ICEBERG_CATALOG_TYPE", "hadoop");
    environment.put("ICEBERG_CATALOG_WAREHOUSE", directory.resolve("lake").toUri().toString());
    environment.put("FLUSH_INTERVAL_MS", "2000");
    environment.put("WALTAP_DATA_DIR", directory.resolve("state").toString());
    Files.createDirectories(directory);
    return process
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output(directory).toFile()))
        .start();
  }

  /** Sends SIGTERM, as systemd and Kubernetes do, and returns the exit value. */
  private static int stopped(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the process did not stop");
    }
    return process.exitValue();
  }

  private static void awaitLine(Path directory, String text) {
    await(text)
        .atMost(Settings.patience())
        .until(() -> Files.readString(output(directory)).contains(text));
  }

  /**
   * Counts the captured rows: data files are written as soon as the sink has rows, and committed at
   * its interval.
   */
  private static long captured(Path directory) throws IOException {
    Path lake = directory.resolve("lake");
    if (!Files.isDirectory(lake)) {
      return 0;
    }
    try (var files = Files.walk(lake)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  private static Path output(Path directory) {
    return directory.resolve("output.log");
  }

  private static long rows(Map<String, String> catalog) {
    try (LakeReader lake = LakeReaders.open(Lake.sinkPlugin(), catalog)) {
      List<String> tables = lake.tables(NAMESPACE);
      return tables.isEmpty() ? 0 : lake.rowCount(NAMESPACE, "things");
    }
  }
}

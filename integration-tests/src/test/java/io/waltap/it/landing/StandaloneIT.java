/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.Settings;
import io.waltap.it.harness.TestDatabase;
import io.waltap.standalone.lake.LakeReader;
import io.waltap.standalone.lake.LakeReaders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code ./waltap run} as its users start it: with a process, environment variables, and SIGTERM.
 */
final class StandaloneIT {
  private static final Path HOME = Path.of("../standalone/target/waltap").toAbsolutePath();
  private static final String NAMESPACE = "waltap";

  /** In nothing that the servers write by themselves. */
  private static final String PASSWORD = "q8Zr2-never-on-disk";

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

  // Guards against: a password in the config topic's log, in an answer of Kafka Connect or in our
  // log; rows that another account of the host can read; a REST API that runs code for everyone.
  @Test
  void noPasswordIsOnDiskAndNothingIsOpenToOtherAccounts() throws Exception {
    Path directory = Lake.Directories.fresh("standalone-secrets");
    try (TestDatabase database = TestDatabase.create()) {
      String role = database.name() + "_role";
      database.execute(
          "CREATE ROLE " + role + " SUPERUSER LOGIN PASSWORD '" + PASSWORD + "'",
          "CREATE TABLE things (id int PRIMARY KEY)",
          "INSERT INTO things VALUES (1)",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE things");
      Process process = run(database, directory, role, PASSWORD);
      try {
        awaitLine(directory, "running;");
        database.awaitSlot();
        await("an active slot").atMost(Settings.patience()).until(() -> database.slotActive());

        Path state = directory.resolve("state");
        URI rest = rest(directory);
        assertThat(get(rest, "connectors", "")).as("without the token").startsWith("401 ");
        String header = Files.readString(state.resolve("rest.header")).strip();
        assertThat(get(rest, "connectors/waltap-source/config", header))
            .startsWith("200 ")
            .contains("${env:POSTGRES_PASSWORD}")
            .doesNotContain(PASSWORD);
        assertThat(get(rest, "connectors/waltap-source/tasks", header))
            .startsWith("200 ")
            .contains("${env:POSTGRES_PASSWORD}")
            .doesNotContain(PASSWORD);
        assertThat(stopped(process)).isZero();

        try (Stream<Path> tree = Files.walk(state)) {
          for (Path path : tree.toList()) {
            boolean folder = Files.isDirectory(path);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .as(path.toString())
                .isEqualTo(folder ? "rwx------" : "rw-------");
            if (!folder) {
              assertThat(Files.readString(path, StandardCharsets.ISO_8859_1).contains(PASSWORD))
                  .as("the password is in " + path)
                  .isFalse();
            }
          }
        }
        assertThat(Files.readString(output(directory))).doesNotContain(PASSWORD);
      } finally {
        process.destroyForcibly().waitFor();
        database.awaitSlotInactive();
        database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
      }
    }
  }

  /** The worker's address, as the process prints it. */
  private static URI rest(Path directory) throws IOException {
    Matcher address =
        Pattern.compile("Kafka Connect (http://[0-9.]+:[0-9]+)")
            .matcher(Files.readString(output(directory)));
    assertThat(address.find()).isTrue();
    return URI.create(address.group(1) + "/");
  }

  /**
   * @param header the line of a header, or the empty string
   * @return the status, a blank, and the body
   */
  private static String get(URI rest, String path, String header)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(rest.resolve(path));
    if (!header.isEmpty()) {
      String[] parts = header.split(": ", 2);
      request.header(parts[0], parts[1]);
    }
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  private static Process run(TestDatabase database, Path directory) throws IOException {
    return run(database, directory, database.server().user(), database.server().password());
  }

  /** Starts the process with the umask of {@code ./waltap}. */
  private static Process run(TestDatabase database, Path directory, String user, String password)
      throws IOException {
    ProcessBuilder process =
        new ProcessBuilder(
            "sh",
            "-c",
            "umask 077; exec \"$@\"",
            "sh",
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
    environment.put("POSTGRES_USER", user);
    environment.put("POSTGRES_PASSWORD", password);
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

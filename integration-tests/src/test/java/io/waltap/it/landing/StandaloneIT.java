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
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code ./waltap run} as its users start it: with a process, environment variables, and SIGTERM.
 */
final class StandaloneIT {
  /** In nothing that the servers write by themselves. */
  private static final String PASSWORD = "q8Zr2-never-on-disk";

  // Guards against: a stop after which captured rows have not landed; a start that reads everything
  // again.
  @Test
  void whatWasCapturedHasLandedWhenTheProcessStopsAndTheNextOneGoesOn() throws Exception {
    Path directory = Lake.Directories.fresh("standalone");
    try (TestDatabase database = TestDatabase.create()) {
      database.execute(
          "CREATE TABLE things (id int PRIMARY KEY, name text)",
          "INSERT INTO things SELECT g, 'thing ' || g FROM generate_series(1, 300) g",
          "CREATE PUBLICATION " + database.publication() + " FOR TABLE things");

      try (RunProcess first = RunProcess.start(database, directory).awaitRunning()) {
        database.awaitSlot();
        await("an active slot").atMost(Settings.patience()).until(() -> database.slotActive());
        database.execute("UPDATE things SET name = 'changed' WHERE id <= 20");
        await("captured changes").atMost(Settings.patience()).until(() -> captured(directory) > 0);
        assertThat(first.terminate()).isZero();
      }
      long landed = rows(directory);
      assertThat(landed).as("an orderly stop lands what was captured").isBetween(300L, 320L);

      database.execute("DELETE FROM things WHERE id <= 10");
      try (RunProcess second = RunProcess.start(database, directory)) {
        await("the rest of the rows")
            .atMost(Settings.patience())
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> rows(directory) >= 330);
        assertThat(second.terminate()).isZero();
      }
      assertThat(rows(directory)).as("300 rows, 20 updates, 10 deletes, each once").isEqualTo(330);
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
      RunProcess process =
          RunProcess.start(
              database, directory, Map.of("POSTGRES_USER", role, "POSTGRES_PASSWORD", PASSWORD));
      try {
        process.awaitRunning();
        database.awaitSlot();
        await("an active slot").atMost(Settings.patience()).until(() -> database.slotActive());

        Path state = RunProcess.state(directory);
        URI rest = rest(process);
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
        assertThat(process.terminate()).isZero();

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
        assertThat(process.text()).doesNotContain(PASSWORD);
      } finally {
        process.close();
        database.awaitSlotInactive();
        database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
      }
    }
  }

  /** The worker's address, as the process prints it. */
  private static URI rest(RunProcess process) {
    Matcher address =
        Pattern.compile("Kafka Connect (http://[0-9.]+:[0-9]+)").matcher(process.text());
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

  /**
   * Counts the captured rows: data files are written as soon as the sink has rows, and committed at
   * its interval.
   */
  private static long captured(Path directory) throws IOException {
    Path lake = RunProcess.lake(directory);
    if (!Files.isDirectory(lake)) {
      return 0;
    }
    try (var files = Files.walk(lake)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  private static long rows(Path directory) {
    try (LakeReader lake = LakeReaders.open(Lake.sinkPlugin(), RunProcess.catalog(directory))) {
      return lake.rowCount(RunProcess.NAMESPACE, "things");
    }
  }
}

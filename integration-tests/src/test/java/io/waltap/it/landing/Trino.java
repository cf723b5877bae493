/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.embedded.FreePorts;
import io.waltap.it.harness.Json;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Trino server with one catalog, over its REST protocol. The profile {@code lakes} unpacks it. It
 * needs Java 24, while the tests also run on 17. If the server or its Java is missing, the test is
 * skipped.
 */
final class Trino implements AutoCloseable {
  /** The lake's name in statements. It is also the default catalog. */
  private static final String CATALOG = "lake";

  /** The catalog of the compose file. */
  private static final Path COMPOSED = Path.of("../docker/trino/lake.properties");

  private static final int JAVA = 24;
  private static final Map<String, String> SESSION =
      Map.of(
          "X-Trino-User",
          "waltap",
          "X-Trino-Catalog",
          CATALOG,
          "X-Trino-Schema",
          Lake.NAMESPACE,
          "X-Trino-Time-Zone",
          "UTC",
          // otherwise times come without their microseconds
          "X-Trino-Client-Capabilities",
          "PARAMETRIC_DATETIME");

  private final ServerProcess process;
  private final URI address;

  private Trino(ServerProcess process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Returns the compose file's catalog with the addresses and keys of the test. */
  static Map<String, String> catalog(LocalS3 s3, RestCatalogServer rest, String bucket) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(COMPOSED)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> catalog =
        properties.stringPropertyNames().stream()
            .collect(Collectors.toMap(name -> name, properties::getProperty));
    Map<String, String> here =
        Map.of(
            "iceberg.rest-catalog.uri",
            rest.uri(),
            "iceberg.rest-catalog.warehouse",
            "s3://" + bucket + "/",
            "s3.endpoint",
            s3.fileIo().get("s3.endpoint"),
            "s3.aws-access-key",
            LocalS3.KEY,
            "s3.aws-secret-key",
            LocalS3.SECRET);
    assertThat(catalog).containsKeys(here.keySet().toArray(String[]::new));
    catalog.putAll(here);
    return catalog;
  }

  /**
   * Starts the server.
   *
   * @param catalog the properties of the catalog {@code lake}
   */
  static Trino start(String name, Map<String, String> catalog) {
    Path home = Lake.Directories.given("waltap.it.trino", "../lakes/trino/target");
    Optional<Path> jars = jars(home.resolve("server"));
    assumeThat(jars).as("Trino in %s: build with -Plakes", home).isPresent();
    Optional<Path> java = Jdk.find("trino.java", JAVA);
    assumeThat(java).as("Java %d or later for Trino: -Dtrino.java=<its home>", JAVA).isPresent();

    Path directory = Lake.Directories.fresh(name);
    Path catalogs = directory.resolve("catalog");
    URI address = URI.create("http://127.0.0.1:" + FreePorts.one());
    write(catalogs.resolve(CATALOG + ".properties"), catalog);
    Path config = directory.resolve("config.properties");
    write(
        config,
        Map.ofEntries(
            Map.entry("node.environment", "test"),
            Map.entry("node.id", "test"),
            Map.entry("node.bind-ip", "127.0.0.1"),
            Map.entry("node.internal-address", "127.0.0.1"),
            Map.entry("http-server.http.port", Integer.toString(address.getPort())),
            Map.entry("discovery.uri", address.toString()),
            Map.entry("coordinator", "true"),
            Map.entry("node-scheduler.include-coordinator", "true"),
            Map.entry("query.max-memory-per-node", "200MB"),
            Map.entry("plugin.dir", home.resolve("plugin").toString()),
            Map.entry("catalog.config-dir", catalogs.toString())));
    ServerProcess process =
        ServerProcess.start(
            name,
            directory,
            java.get(),
            Map.of(),
            List.of(
                "-Xmx1g",
                "-Duser.timezone=UTC",
                "--add-modules=jdk.incubator.vector",
                "-Dconfig=" + config,
                "-cp",
                jars.get() + File.separator + "*",
                "io.trino.server.TrinoServer"));
    Trino trino = new Trino(process, address);
    try {
      process.awaitAnswer(address.resolve("/v1/info/state"), "\"ACTIVE\"");
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
    return trino;
  }

  /** Runs statements one after the other. Returns the rows of the last, with values as in JSON. */
  List<List<String>> run(String... statements) {
    List<List<String>> rows = List.of();
    for (String statement : statements) {
      rows = rows(statement);
    }
    return rows;
  }

  private List<List<String>> rows(String statement) {
    List<List<String>> rows = new ArrayList<>();
    JsonNode answer =
        Json.parse(Http.post(address.resolve("/v1/statement"), "text/plain", SESSION, statement));
    while (true) {
      assertThat(answer.path("error").path("message").asText(""))
          .as("Trino's error for %s", statement)
          .isEmpty();
      for (JsonNode row : answer.path("data")) {
        List<String> values = new ArrayList<>();
        row.forEach(value -> values.add(value.isNull() ? null : value.asText()));
        rows.add(values);
      }
      String next = answer.path("nextUri").asText("");
      if (next.isEmpty()) {
        return rows;
      }
      // the server answers when it has a result, or after a second
      answer = Json.parse(Http.get(URI.create(next)));
    }
  }

  @Override
  public void close() {
    process.close();
  }

  /** Returns the server's own jars, in a directory that is named by its version. */
  private static Optional<Path> jars(Path server) {
    if (!Files.isDirectory(server)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(server)) {
      return versions.map(version -> version.resolve("lib")).filter(Files::isDirectory).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, Map<String, String> properties) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(
          file,
          properties.entrySet().stream()
              .map(property -> property.getKey() + "=" + property.getValue())
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

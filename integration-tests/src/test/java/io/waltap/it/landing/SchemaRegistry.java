/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.embedded.FreePorts;
import io.waltap.it.harness.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Apicurio Registry with its Confluent API, and schemas in memory. The profile {@code lakes}
 * unpacks it. It needs Java 21, while the tests also run on 17. If the registry or its Java is
 * missing, the test is skipped.
 */
final class SchemaRegistry implements AutoCloseable {
  private static final int JAVA = 21;
  private static final String CONFLUENT_API = "/apis/ccompat/v7";

  private final ServerProcess process;
  private final String url;

  private SchemaRegistry(ServerProcess process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts the registry. Versions of a schema must be backward compatible, as in Confluent's
   * registry.
   */
  static SchemaRegistry start() {
    Path home = Lake.Directories.given("waltap.it.registry", "target/lakes/registry");
    Optional<Path> program = program(home);
    assumeThat(program).as("Apicurio Registry in %s: build with -Plakes", home).isPresent();
    Optional<Path> java = Jdk.find("registry.java", JAVA);
    assumeThat(java)
        .as("Java %d or later for the registry: -Dregistry.java=<its home>", JAVA)
        .isPresent();

    int port = FreePorts.one();
    ServerProcess process =
        ServerProcess.start(
            "schema-registry",
            Lake.Directories.fresh("schema-registry"),
            java.get(),
            Map.of(),
            List.of(
                "-Xmx512m",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + FreePorts.one(),
                "-jar",
                program.get().toString()));
    SchemaRegistry registry =
        new SchemaRegistry(process, "http://127.0.0.1:" + port + CONFLUENT_API);
    try {
      process.awaitAnswer(registry.at("/subjects"));
      // Apicurio's own default is NONE
      Http.put(registry.at("/config"), "{\"compatibility\": \"BACKWARD\"}");
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
    return registry;
  }

  /** Returns the address for {@code schema.registry.url}. */
  String url() {
    return url;
  }

  /** Returns the versions of a subject. */
  List<Integer> versions(String subject) {
    List<Integer> versions = new ArrayList<>();
    Json.parse(Http.get(at("/subjects/" + subject + "/versions")))
        .forEach(version -> versions.add(version.asInt()));
    return versions;
  }

  /** Returns the schema of a version, in Avro's form. */
  JsonNode schema(String subject, int version) {
    JsonNode registered = Json.parse(Http.get(at("/subjects/" + subject + "/versions/" + version)));
    return Json.parse(registered.path("schema").asText());
  }

  /** Whether a schema could be the next version. */
  boolean accepts(String subject, String schema) {
    String body = "{\"schema\": \"" + schema.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    return Json.parse(
            Http.post(
                at("/compatibility/subjects/" + subject + "/versions/latest"),
                "application/vnd.schemaregistry.v1+json",
                Map.of(),
                body))
        .path("is_compatible")
        .asBoolean();
  }

  @Override
  public void close() {
    process.close();
  }

  private URI at(String path) {
    return URI.create(url + path);
  }

  private static Optional<Path> program(Path home) {
    if (!Files.isDirectory(home)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(home, 3)) {
      return files.filter(file -> file.endsWith("quarkus-run.jar")).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

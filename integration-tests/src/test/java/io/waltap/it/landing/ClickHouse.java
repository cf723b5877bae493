/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waltap.it.harness.Settings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ClickHouse's engine without its server (chDB), in a process of Node.js. The profile {@code lakes}
 * installs it. Tables live from run to run.
 */
final class ClickHouse {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<List<List<String>>>> RESULTS = new TypeReference<>() {};

  private final String name;
  private final Path node;
  private final Path engine;
  private final Path directory;
  private int runs;

  private ClickHouse(String name, Path node, Path engine) {
    this.name = name;
    this.node = node;
    this.engine = engine;
    this.directory = Lake.Directories.fresh(name);
  }

  /** Finds the engine. The test is skipped if the engine or Node.js is missing. */
  static ClickHouse find(String name) {
    Path engine =
        Lake.Directories.given("waltap.it.clickhouse", "../lakes/clickhouse/target/engine");
    assumeThat(engine.resolve("node_modules").resolve("chdb"))
        .as("build with -Plakes on a machine with npm")
        .isDirectory();
    Optional<Path> node = onThePath("node");
    assumeThat(node).as("Node.js").isPresent();
    return new ClickHouse(name, node.get(), engine);
  }

  /**
   * Runs statements one after the other.
   *
   * @return the rows of the last statement, with values as ClickHouse writes them
   */
  List<List<String>> run(String... statements) {
    runs++;
    Path files = directory.resolve("run-" + runs);
    Path input = files.resolve("statements.json");
    Path output = files.resolve("results.json");
    try {
      Files.createDirectories(files);
      JSON.writeValue(input.toFile(), statements);
      try (ServerProcess process =
          ServerProcess.start(
              name,
              files,
              node,
              Map.of("TZ", "UTC"),
              List.of(
                  engine.resolve("run.js").toString(),
                  input.toString(),
                  output.toString(),
                  directory.resolve("session").toString()))) {
        process.awaitEnd(Settings.patience());
      }
      return JSON.readValue(output.toFile(), RESULTS).get(statements.length - 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> onThePath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(entry -> Path.of(entry, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}

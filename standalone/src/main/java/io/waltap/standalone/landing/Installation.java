/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory that the build makes: lib, plugins, config, and for the demo postgres and duckdb.
 *
 * @param home the directory: {@code -Dwaltap.home}, or else the one whose lib has our own jar
 */
public record Installation(Path home) {
  private static final String SOURCE_PLUGIN = "waltap-connector-postgresql";
  private static final String SINK_PLUGIN = "iceberg-kafka-connect";

  public static Installation find() {
    String given = System.getProperty("waltap.home");
    if (given != null) {
      return new Installation(Path.of(given));
    }
    try {
      Path code =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new Installation(code.toAbsolutePath().getParent().getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("cannot find where Waltap is installed", e);
    }
  }

  /** For plugin.path: each subdirectory is one plugin. */
  public Path plugins() {
    return present(home.resolve("plugins"));
  }

  public Path sourcePlugin() {
    return present(plugins().resolve(SOURCE_PLUGIN));
  }

  public Path sinkPlugin() {
    return present(plugins().resolve(SINK_PLUGIN));
  }

  /** The jar with PostgreSQL's programs. */
  public Path postgresBinaries() {
    return firstJar("postgres");
  }

  /** The jar of DuckDB's JDBC driver. */
  public Path duckDb() {
    return firstJar("duckdb");
  }

  private Path firstJar(String name) {
    Path directory = present(home.resolve(name));
    List<Path> jars = jars(directory);
    if (jars.isEmpty()) {
      throw new IllegalStateException("there is no jar in " + directory);
    }
    return jars.get(0);
  }

  /** The jars in a directory, in the order of their names. */
  public static List<Path> jars(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + directory, e);
    }
  }

  private static Path present(Path path) {
    if (!Files.isDirectory(path)) {
      throw new IllegalStateException(
          "there is no " + path + ": build with ./waltap --rebuild help, or set -Dwaltap.home");
    }
    return path;
  }
}

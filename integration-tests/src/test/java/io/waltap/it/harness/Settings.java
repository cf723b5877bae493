/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The system properties that the build passes to the tests. Each has a default, so that an IDE can
 * run a test too.
 */
public final class Settings {
  private Settings() {}

  /**
   * The property {@code -Dservers=containers} asks for Testcontainers instead of embedded servers.
   */
  static boolean containers() {
    return System.getProperty("servers", "embedded").equals("containers");
  }

  /** The property {@code -Dpostgres} is the major version for tests that need only one. */
  public static int defaultMajor() {
    return Integer.getInteger("postgres", 18);
  }

  static String postgresImage(int major) {
    return System.getProperty("postgres.image", "postgres:%d")
        .replace("%d", Integer.toString(major));
  }

  static String kafkaImage() {
    return System.getProperty("kafka.image", "apache/kafka:4.3.1");
  }

  /** Returns the jar with the newest binaries of a major version. */
  static Path postgresBinaries(int major) {
    Path directory = path("waltap.it.postgres", "target/postgres");
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(directory, "*-" + major + ".*.jar")) {
      Path newest = null;
      for (Path jar : jars) {
        if (newest == null || jar.compareTo(newest) > 0) {
          newest = jar;
        }
      }
      if (newest == null) {
        throw new IllegalStateException("there is no PostgreSQL " + major + " in " + directory);
      }
      return newest;
    } catch (IOException e) {
      throw new UncheckedIOException("run the build once: it fills " + directory, e);
    }
  }

  /** The worker's {@code plugin.path}, which has the connector's plugin directory. */
  static Path plugins() {
    return path("waltap.it.plugins", "../connector/target/plugin");
  }

  /** The directory for data directories and logs. */
  static Path work() {
    return path("waltap.it.work", "target/it");
  }

  /** The property {@code -Didle.seconds} says how long the idle slot is watched. */
  public static Duration idle() {
    return Duration.ofSeconds(Long.getLong("idle.seconds", 60));
  }

  /** The property {@code -Dpatience.seconds} says how long a test waits for one thing. */
  public static Duration patience() {
    return Duration.ofSeconds(Long.getLong("patience.seconds", 90));
  }

  private static Path path(String property, String otherwise) {
    return Path.of(System.getProperty(property, otherwise)).toAbsolutePath().normalize();
  }
}

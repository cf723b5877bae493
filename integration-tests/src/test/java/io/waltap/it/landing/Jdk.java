/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds a Java that is newer than the Java of the tests. */
final class Jdk {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  private Jdk() {}

  /** Returns the {@code java} of this JVM. */
  static Path current() {
    return program(Path.of(System.getProperty("java.home")));
  }

  /**
   * Returns a {@code java} of at least this version: the one of a system property, this JVM's, or
   * one that is installed.
   *
   * @param property such as {@code registry.java}
   * @param atLeast the feature release, such as 21
   */
  static Optional<Path> find(String property, int atLeast) {
    String given = System.getProperty(property, "");
    if (!given.isBlank()) {
      Path path = Path.of(given);
      return Optional.of(Files.isDirectory(path) ? program(path) : path);
    }
    if (Runtime.version().feature() >= atLeast) {
      return Optional.of(current());
    }
    return installed().stream()
        .filter(home -> feature(home) >= atLeast)
        .map(Jdk::program)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static List<Path> installed() {
    if (!Files.isDirectory(INSTALLED)) {
      return List.of();
    }
    try (Stream<Path> homes = Files.list(INSTALLED)) {
      return homes.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the version in the file {@code release}, or 0 if there is none. */
  private static int feature(Path home) {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release)) {
      return 0;
    }
    try {
      Matcher version = VERSION.matcher(Files.readString(release));
      return version.find() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path program(Path home) {
    return home.resolve("bin").resolve("java");
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs of a PostgreSQL that is installed on this machine, named by {@code
 * -Dpostgres.bin=DIRECTORY}. They are for extensions that the embedded binaries lack, and serve
 * only their own major version.
 */
final class InstalledPostgres {
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  private InstalledPostgres() {}

  /**
   * Returns the directory with {@code initdb}, {@code postgres} and {@code pg_ctl}, if it has this
   * major version.
   */
  static Optional<Path> programs(int major) {
    String directory = System.getProperty("postgres.bin", "");
    return directory.isBlank()
        ? Optional.empty()
        : Optional.of(Path.of(directory)).filter(programs -> major(programs) == major);
  }

  private static int major(Path programs) {
    String postgres = programs.resolve("postgres").toString();
    try {
      Process process = new ProcessBuilder(postgres, "--version").redirectErrorStream(true).start();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      Matcher version = VERSION.matcher(answer);
      if (!version.find()) {
        throw new IllegalStateException(postgres + " does not print its version: " + answer);
      }
      return Integer.parseInt(version.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException("-Dpostgres.bin has no " + postgres, e);
    }
  }
}

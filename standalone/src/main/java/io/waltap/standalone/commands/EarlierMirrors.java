/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file in the broker's directory: the commits that the mirror tables had when the mirror was used
 * on this broker for the first time. It is deleted together with the broker.
 */
final class EarlierMirrors {
  private static final String NAME = "mirrors.earlier";

  private final Path file;

  /**
   * @param broker its directory
   */
  EarlierMirrors(Path broker) {
    this.file = broker.resolve(NAME);
  }

  /** The commits by topic; empty if the mirror was never used on this broker. */
  Optional<Map<String, String>> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Map<String, String> commits = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      int blank = line.indexOf(' ');
      if (blank > 0) {
        commits.put(line.substring(0, blank), line.substring(blank + 1));
      }
    }
    return Optional.of(commits);
  }

  /** Writes the file, unless it exists. */
  void writeOnce(Map<String, String> commits) throws IOException {
    if (!Files.exists(file)) {
      PrivateFiles.write(
          file,
          commits.entrySet().stream()
              .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
              .sorted()
              .collect(Collectors.joining()));
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that has the value of a variable and nothing else, as containers get their secrets. Blanks
 * and line ends at its end do not count: editors and {@code echo} write one.
 *
 * @param path as the user gave it
 */
record SecretFile(String path) {
  /** Ends the name of a variable that gives the path. */
  static final String SUFFIX = "_FILE";

  /** What is wrong with the file; empty if it has a value. */
  Optional<String> problem() {
    try {
      return read().isEmpty() ? Optional.of("the file is empty") : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.of("the file cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** The value. */
  String read() throws IOException {
    return Files.readString(Path.of(path)).stripTrailing();
  }
}

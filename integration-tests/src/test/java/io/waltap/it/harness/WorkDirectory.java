/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import io.waltap.embedded.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The directories of the servers. The files of an earlier run are removed first. */
final class WorkDirectory {
  private WorkDirectory() {}

  static Path fresh(String name) {
    Path directory = Settings.work().resolve(name);
    delete(directory);
    return directory;
  }

  static void delete(Path directory) {
    try {
      FileTree.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

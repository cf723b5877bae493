/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import io.waltap.embedded.FileTree;
import io.waltap.embedded.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory of a demo. The next demo deletes it, so a marker file says that it belongs to a
 * demo. This class must not log, because the log file will be in the directory.
 */
public final class DemoDirectory {
  private static final String MARKER = ".waltap-demo";

  private DemoDirectory() {}

  /**
   * Empties the directory of an earlier demo, or makes a new one.
   *
   * @throws IOException if it has other files, which stay
   */
  public static void prepare(Path directory) throws IOException {
    Path marker = directory.resolve(MARKER);
    if (Files.exists(directory) && !Files.exists(marker) && !isEmpty(directory)) {
      throw new IOException(
          directory + " has files that are not a demo's: choose another directory with --dir");
    }
    FileTree.delete(directory);
    PrivateFiles.createDirectory(directory);
    Files.createFile(marker);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      return !files.iterator().hasNext();
    }
  }
}

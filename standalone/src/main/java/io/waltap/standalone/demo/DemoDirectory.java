/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import io.waltap.embedded.FileTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a demo keeps everything. It is wiped at the next one, so it must be known to be a demo's. Must not log. */
public final class DemoDirectory {
  private static final String MARKER = ".waltap-demo";

  private DemoDirectory() {}

  /**
   * Empties the directory of an earlier demo, or makes a new one.
   *
   * @throws IOException if it holds something else, which is left alone
   */
  public static void prepare(Path directory) throws IOException {
    Path marker = directory.resolve(MARKER);
    if (Files.exists(directory) && !Files.exists(marker) && !isEmpty(directory)) {
      throw new IOException(directory + " is not empty and no demo's: choose another with --dir");
    }
    FileTree.delete(directory);
    Files.createDirectories(directory);
    Files.createFile(marker);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      return !files.iterator().hasNext();
    }
  }
}

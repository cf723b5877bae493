/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.embedded.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directory with the broker's data, the offsets and the log: rows and, of earlier versions,
 * passwords. So it belongs to our account alone. This class must not log, because the log file will
 * be in the directory.
 */
public final class DataDirectory {
  private static final int STICKY = 01000;

  private DataDirectory() {}

  /**
   * Makes the directory, or narrows one that exists and our files in it, before anything else is
   * written there.
   *
   * @return a warning, if others may be able to read what is in it
   * @throws IOException if it is a directory for all accounts, such as {@code /tmp}
   */
  public static Optional<String> prepare(Path directory) throws IOException {
    if (Files.isDirectory(directory) && isForAll(directory)) {
      throw new IOException(
          directory
              + " is a directory for all accounts of this host: set WALTAP_DATA_DIR to a directory"
              + " of its own");
    }
    try {
      PrivateFiles.createDirectory(directory);
      for (Path file : ours(directory)) {
        PrivateFiles.narrowTree(file);
      }
      return Optional.empty();
    } catch (FileSystemException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
      // a volume of a container may belong to root, and be ours by its group
      return Optional.of(
          "other accounts of this host may be able to read the rows in "
              + directory
              + ", because its permissions cannot be changed: "
              + e.getMessage()
              + ". Make this account the owner of the directory and of what is in it.");
    }
  }

  private static boolean isForAll(Path directory) throws IOException {
    return ((Integer) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
  }

  private static List<Path> ours(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "{kafka,waltap.log*,ports.properties,rest.header}")) {
      files.forEach(found::add);
    }
    return found;
  }
}

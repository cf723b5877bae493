/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import io.waltap.standalone.commands.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Says where the log is: log4j2.xml reads the property when the first line is logged. */
final class LogFile {
  private static final String PROPERTY = "waltap.log.file";

  private LogFile() {}

  static void in(Path directory) {
    System.setProperty(PROPERTY, directory.toAbsolutePath().resolve("waltap.log").toString());
  }

  /** The same, after the directory was made one that no other account can read. */
  static void inPrivate(Path directory) throws IOException {
    Optional<String> warning = DataDirectory.prepare(directory);
    in(directory);
    warning.ifPresent(text -> LoggerFactory.getLogger(LogFile.class).warn(text));
  }

  /** The log's path; empty if a command has ended before it was known. */
  static Optional<String> path() {
    return Optional.ofNullable(System.getProperty(PROPERTY));
  }
}

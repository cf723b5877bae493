/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Reads {@code database.password.file}. */
final class PasswordFile {
  private PasswordFile() {}

  /**
   * @return the content without line ends and blanks at its end
   * @throws SQLException if the file cannot be read, as if the password was refused
   */
  static String read(String path) throws SQLException {
    try {
      return Files.readString(Path.of(path)).stripTrailing();
    } catch (IOException | IllegalArgumentException e) {
      throw new SQLException(
          "database.password.file \""
              + path
              + "\" cannot be read ("
              + e.getClass().getSimpleName()
              + ")",
          SqlStates.INVALID_PASSWORD,
          e);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * PostgreSQL's data directory. Settings are lines at the end of postgresql.conf, where the last one
 * wins.
 *
 * @param path the directory, which initdb makes
 */
record PostgresData(Path path) {
  boolean initialized() {
    return Files.exists(path.resolve("PG_VERSION"));
  }

  /**
   * Runs initdb.
   *
   * @param home of the server
   * @param user the superuser, who needs the password to connect
   */
  void initialize(PostgresHome home, PostgresPrograms programs, String user, String password)
      throws IOException {
    Path secret = home.directory().resolve("initial-password");
    PrivateFiles.write(secret, password + "\n");
    home.account().own(secret);
    try {
      int exit =
          programs.run(
              "initdb",
              "--pgdata=" + path,
              "--username=" + user,
              "--encoding=UTF8",
              "--no-locale",
              "--no-sync",
              "--auth=scram-sha-256",
              "--pwfile=" + secret);
      if (exit != 0) {
        throw new IOException("initdb ended with " + exit + ": " + programs.logTail());
      }
    } finally {
      Files.deleteIfExists(secret);
    }
  }

  /** Sets a parameter from the next start on. */
  void set(String name, String value) {
    String line = name + " = '" + value.replace("'", "''") + "'\n";
    try {
      Files.writeString(
          path.resolve("postgresql.conf"), line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set " + name, e);
    }
  }

  /**
   * The process id of the postmaster, from its own file: the process that was started may be a
   * wrapper.
   */
  long postmasterPid() {
    try {
      return Long.parseLong(
          Files.readAllLines(path.resolve("postmaster.pid"), StandardCharsets.UTF_8)
              .get(0)
              .strip());
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL is not running in " + path, e);
    }
  }
}

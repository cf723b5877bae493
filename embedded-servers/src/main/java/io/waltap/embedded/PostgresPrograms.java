/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs PostgreSQL's programs for one server, as its account. Their output goes to its log. */
final class PostgresPrograms {
  private static final int LOG_TAIL = 4000;

  private final PostgresBinaries binaries;
  private final ServerAccount account;
  private final Path directory;

  /**
   * @param directory of the server: the programs start in it, and the log is in it
   */
  PostgresPrograms(PostgresBinaries binaries, ServerAccount account, Path directory) {
    this.binaries = binaries;
    this.account = account;
    this.directory = directory;
  }

  Path log() {
    return directory.resolve("postgres.log");
  }

  /** The end of the log, for a message. */
  String logTail() {
    try {
      String text = Files.readString(log(), StandardCharsets.UTF_8);
      return "\n" + text.substring(Math.max(0, text.length() - LOG_TAIL));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  Process start(String name, String... arguments) {
    try {
      return command(name, arguments).start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + binaries.program(name), e);
    }
  }

  /** Runs a program to its end and returns its exit code. */
  int run(String name, String... arguments) {
    try {
      return start(name, arguments).waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + binaries.program(name), e);
    }
  }

  private ProcessBuilder command(String name, String... arguments) {
    List<String> program = new ArrayList<>();
    program.add(binaries.program(name).toString());
    program.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(account.command(program));
    // Older versions resolve the current directory, which the account may be unable to enter.
    builder.directory(directory.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().keySet().removeIf(variable -> variable.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Java process of our own, which can be killed and started again. It ends when this JVM ends. */
final class ChildProcess {
  private static final int FAREWELL_SECONDS = 20;
  private static final int LOG_TAIL = 3000;

  private final String name;
  private final Path directory;
  private final List<String> arguments;
  private final Thread lastResort;
  private Process process;

  /**
   * @param directory for the log and the file of arguments
   * @param arguments options of the JVM, the main class and its arguments, without the class path
   */
  ChildProcess(String name, Path directory, List<String> arguments) {
    this.name = name;
    this.directory = directory.toAbsolutePath();
    this.arguments = List.copyOf(arguments);
    this.lastResort = new Thread(this::kill, "kill-" + name);
  }

  /** Starts the process; does nothing while it runs. */
  synchronized void start() {
    if (process != null && process.isAlive()) {
      return;
    }
    if (process == null) {
      Runtime.getRuntime().addShutdownHook(lastResort);
    }
    try {
      Files.createDirectories(directory);
      // an argument file, since the class path is longer than the command line of some systems
      Path file = directory.resolve("java-arguments");
      Files.writeString(
          file,
          "-cp\n"
              + quoted(classPath())
              + "\n"
              + arguments.stream().map(ChildProcess::quoted).collect(Collectors.joining("\n")),
          StandardCharsets.UTF_8);
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + file)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name + " in " + directory, e);
    }
  }

  /** Sends SIGKILL, and waits until the process is gone. */
  synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
      await();
    }
  }

  /** Sends SIGTERM, and SIGKILL if that is not enough. */
  synchronized void stop() {
    if (process == null) {
      return;
    }
    process.destroy();
    if (!await()) {
      process.destroyForcibly();
      await();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException e) {
      // this JVM is ending, and the hook finds nothing to do
    }
  }

  /** Throws, with the end of the log, if the process has ended. */
  synchronized void requireAlive() {
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException(name + " has ended; its log ends:\n" + logTail());
    }
  }

  private boolean await() {
    try {
      return process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Path log() {
    return directory.resolve(name + ".log");
  }

  private String logTail() {
    try {
      String text = Files.readString(log(), StandardCharsets.UTF_8);
      return text.substring(Math.max(0, text.length() - LOG_TAIL));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /**
   * The class path of this JVM, without the connector and its driver: the worker has them from its
   * plugin directory, as users do.
   */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !isOfPlugin(Path.of(entry).getFileName().toString()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isOfPlugin(String jar) {
    return jar.startsWith("waltap-connector-postgresql")
        || jar.startsWith("postgresql-")
        || jar.startsWith("jmh-");
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

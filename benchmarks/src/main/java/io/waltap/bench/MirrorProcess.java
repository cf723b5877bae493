/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.bench.mirror.RunFile;
import io.waltap.standalone.landing.Installation;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A Java process with the jars of the sinks on its class path, which does one thing and ends. This
 * process has none of them: their libraries and Kafka's would conflict.
 */
final class MirrorProcess {
  /** Our jars that such a process needs, by the start of their names. */
  private static final List<String> OURS =
      List.of(
          "waltap-benchmarks-",
          "waltap-standalone-",
          "connect-api-",
          "kafka-clients-",
          "slf4j-api-",
          "log4j-");

  private static final int LOG_TAIL = 3000;

  private final Installation installation;
  private final String heap;
  private final Path directory;

  /**
   * @param heap in the form of -Xmx
   * @param directory for logs and files of properties; it exists
   */
  MirrorProcess(Installation installation, String heap, Path directory) {
    this.installation = installation;
    this.heap = heap;
    this.directory = directory;
  }

  /** The directory with the sinks, for a worker's plugin.path. */
  static Path sinks(Installation installation) {
    return installation.home().toAbsolutePath().resolve("sinks");
  }

  /** The directory with the jars of the sinks. */
  static Path sinkPlugin(Installation installation) {
    return sinks(installation).resolve("iceberg-kafka-connect");
  }

  /**
   * Runs a class and returns what it has measured.
   *
   * @param main with a method {@code main} that gets two files: what to do, and the result
   * @throws IllegalStateException if it fails, with the end of its log
   */
  RunFile run(Class<?> main, RunFile task) throws IOException, InterruptedException {
    String name = main.getSimpleName();
    Path given = directory.resolve(name + ".properties");
    Path result = directory.resolve(name + ".result");
    Path output = directory.resolve(name + ".out");
    Path log = directory.resolve(name + ".log");
    Files.deleteIfExists(result);
    task.write(given);
    Process process = start(main, given, result, output, log);
    Thread lastResort = new Thread(process::destroyForcibly, "stop-" + name);
    Runtime.getRuntime().addShutdownHook(lastResort);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            name + " ended with " + process.exitValue() + "; its output ends:\n" + tail(output));
      }
    } finally {
      end(process);
      try {
        Runtime.getRuntime().removeShutdownHook(lastResort);
      } catch (IllegalStateException e) {
        // this process is ending, and the hook finds nothing to do
      }
    }
    return RunFile.read(result);
  }

  private Process start(Class<?> main, Path given, Path result, Path output, Path log)
      throws IOException {
    // an argument file, since the class path is longer than the command line of some systems
    Path arguments = directory.resolve(main.getSimpleName() + ".arguments");
    Path logging = installation.home().toAbsolutePath().resolve("config").resolve("log4j2.xml");
    Files.writeString(
        arguments,
        String.join(
            System.lineSeparator(),
            "-Xmx" + heap,
            "-XX:+UseG1GC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Duser.timezone=UTC",
            quoted("-Dwaltap.log.file=" + log),
            quoted("-Dlog4j2.configurationFile=" + logging.toUri()),
            "-cp",
            quoted(classPath()),
            main.getName(),
            quoted(given.toString()),
            quoted(result.toString())),
        StandardCharsets.UTF_8);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + arguments)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(1, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private String classPath() {
    List<String> entries = new ArrayList<>();
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(MirrorProcess::isOurs)
        .forEach(entries::add);
    Installation.jars(sinkPlugin(installation)).forEach(jar -> entries.add(jar.toString()));
    entries.add(installation.duckDb().toAbsolutePath().toString());
    return entries.stream()
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isOurs(String entry) {
    String name = Path.of(entry).getFileName().toString();
    return OURS.stream().anyMatch(name::startsWith);
  }

  private static String tail(Path output) throws IOException {
    String text = Files.readString(output, StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - LOG_TAIL));
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

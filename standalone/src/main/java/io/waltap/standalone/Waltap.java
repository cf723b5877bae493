/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import io.waltap.standalone.commands.DataDirectory;
import io.waltap.standalone.commands.PreflightCommand;
import io.waltap.standalone.commands.RunCommand;
import io.waltap.standalone.commands.RunConfig;
import io.waltap.standalone.commands.RunProblem;
import io.waltap.standalone.commands.StopSignal;
import io.waltap.standalone.commands.Variable;
import io.waltap.standalone.demo.DemoCommand;
import io.waltap.standalone.demo.DemoDirectory;
import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.LoggerFactory;

/**
 * The command line. Logging is set up at its first use, so nothing here may log before the log file
 * is known. That is why there is no static logger.
 */
public final class Waltap {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int DEFAULT_SECONDS = 30;

  private Waltap() {}

  /** A wrong command line, or a configuration that cannot work. */
  private static final class UsageException extends RuntimeException {
    UsageException(String message) {
      super(message);
    }
  }

  public static void main(String[] arguments) {
    int exit;
    try {
      exit = run(List.of(arguments), System.out);
    } catch (UsageException e) {
      System.err.println("waltap: " + e.getMessage());
      exit = USAGE;
    } catch (IOException | SQLException | RuntimeException e) {
      System.err.println();
      System.err.println("waltap: " + reason(e));
      String log = System.getProperty("waltap.log.file");
      if (log != null) {
        LoggerFactory.getLogger(Waltap.class).info("ended by an error", e);
        System.err.println("More is in the log: " + log);
      }
      exit = FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exit = FAILED;
    }
    // Threads of clients and plugins may still run, but everything that matters is closed.
    System.exit(exit);
  }

  private static int run(List<String> arguments, PrintStream out)
      throws IOException, SQLException, InterruptedException {
    String command = arguments.isEmpty() ? "help" : arguments.get(0);
    List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
    return switch (command) {
      case "demo" -> demo(rest, out);
      case "run" -> capture(rest, out);
      case "preflight" -> preflight(rest, out);
      case "version", "--version" -> version(out);
      case "help", "--help", "-h" -> help(out);
      default -> throw new UsageException("unknown command \"" + command + "\"; see ./waltap help");
    };
  }

  private static int demo(List<String> arguments, PrintStream out)
      throws IOException, SQLException, InterruptedException {
    Map<String, String> options = options(arguments, List.of("--seconds", "--dir", "--seed"));
    Path directory = Path.of(options.getOrDefault("--dir", ".waltap/demo"));
    long seconds = number(options, "--seconds", DEFAULT_SECONDS);
    if (seconds < 1 || seconds > 86_400) {
      throw new UsageException("--seconds must be from 1 to 86400");
    }
    long seed = number(options, "--seed", ThreadLocalRandom.current().nextInt(1_000_000));
    Installation installation = Installation.find();
    DemoDirectory.prepare(directory);
    logTo(directory);
    StopSignal stop = StopSignal.install();
    boolean terminal = Boolean.getBoolean("waltap.tty");
    return new DemoCommand(
            installation,
            new DemoCommand.Options(directory, (int) seconds, seed, terminal),
            stop::received,
            out)
        .run();
  }

  private static int capture(List<String> arguments, PrintStream out) throws IOException {
    RunConfig config = config(arguments);
    refuse(config.problems());
    logPrivately(config.dataDirectory());
    return new RunCommand(Installation.find(), config, StopSignal.install(), out).run();
  }

  private static int preflight(List<String> arguments, PrintStream out) throws IOException {
    RunConfig config = config(arguments);
    refuse(config.problems(RunProblem.Area.SOURCE));
    logPrivately(config.dataDirectory());
    return new PreflightCommand(Installation.find(), config, out).run();
  }

  private static int version(PrintStream out) {
    String version = Waltap.class.getPackage().getImplementationVersion();
    out.println("waltap " + Optional.ofNullable(version).orElse("(not built as a jar)"));
    return 0;
  }

  private static int help(PrintStream out) {
    out.println(
        """
        Waltap captures the changes of a PostgreSQL database into Apache Iceberg tables.

          ./waltap demo        shows this with PostgreSQL, Kafka and Iceberg on this machine
               --seconds N     how long the workload runs (30)
               --dir DIR       directory for all files, which the demo deletes first (.waltap/demo)
               --seed N        start of the workload's random numbers (random)
          ./waltap preflight   checks a database: what prevents a start, and the SQL to fix it
          ./waltap run         captures a database into a catalog, until Ctrl-C or SIGTERM
               --config FILE   properties file for preflight and run: the variables below, and
                               source.*, sink.*, worker.*, broker.*, which win over variables
          ./waltap version     prints the version
          ./waltap --rebuild COMMAND   builds from source first

        preflight and run read these variables:
        """);
    for (Variable variable : Variable.ALL) {
      out.println("  " + variable.name());
      String fallback = variable.fallback().isEmpty() ? "" : " (" + variable.fallback() + ")";
      out.println("      " + variable.meaning() + fallback);
    }
    out.println();
    out.println(
        "Exit codes: 0 success, 1 failure or a difference, 2 wrong command line or"
            + " configuration, 130 interrupted.");
    return 0;
  }

  private static RunConfig config(List<String> arguments) throws IOException {
    Map<String, String> options = options(arguments, List.of("--config"));
    if (options.containsKey("--config")) {
      Map<String, String> file = new TreeMap<>();
      Path path = Path.of(options.get("--config"));
      if (!Files.isRegularFile(path)) {
        throw new UsageException("there is no file " + path);
      }
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
      properties.stringPropertyNames().forEach(key -> file.put(key, properties.getProperty(key)));
      return RunConfig.of(System.getenv(), file, path);
    }
    return RunConfig.of(System.getenv(), Map.of());
  }

  private static void refuse(List<RunProblem> problems) {
    if (problems.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("the configuration has problems:");
    for (RunProblem problem : problems) {
      text.append("\n  ").append(problem.name()).append(' ').append(problem.message());
    }
    throw new UsageException(text.append("\nSee ./waltap help.").toString());
  }

  private static Map<String, String> options(List<String> arguments, List<String> known) {
    Map<String, String> options = new TreeMap<>();
    Iterator<String> words = arguments.iterator();
    while (words.hasNext()) {
      String argument = words.next();
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (!known.contains(name)) {
        throw new UsageException(
            "unknown option \"" + argument + "\"; the options are " + String.join(", ", known));
      }
      if (equals >= 0) {
        options.put(name, argument.substring(equals + 1));
      } else if (words.hasNext()) {
        options.put(name, words.next());
      } else {
        throw new UsageException(name + " needs a value");
      }
    }
    return options;
  }

  private static long number(Map<String, String> options, String name, long fallback) {
    String given = options.get(name);
    if (given == null) {
      return fallback;
    }
    try {
      return Long.parseLong(given);
    } catch (NumberFormatException e) {
      throw new UsageException(name + " must be a number, not \"" + given + "\"");
    }
  }

  private static void logPrivately(Path directory) throws IOException {
    Optional<String> warning = DataDirectory.prepare(directory);
    logTo(directory);
    warning.ifPresent(text -> LoggerFactory.getLogger(Waltap.class).warn(text));
  }

  private static void logTo(Path directory) {
    System.setProperty(
        "waltap.log.file", directory.toAbsolutePath().resolve("waltap.log").toString());
  }

  /** The message, and the messages of the causes that say more. */
  private static String reason(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
      if (text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : "\n  because: ").append(message);
      }
    }
    return text.toString();
  }
}

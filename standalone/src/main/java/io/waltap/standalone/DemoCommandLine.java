/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import io.waltap.standalone.commands.StopSignal;
import io.waltap.standalone.demo.DemoCommand;
import io.waltap.standalone.demo.DemoDirectory;
import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = Version.class,
    description = "Shows Waltap with PostgreSQL, Kafka and Iceberg on this machine.")
final class DemoCommandLine implements Callable<Integer> {
  private static final int LONGEST = 86_400;
  private static final int FASTEST = 100_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long the workload runs (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "300",
      description = "How many changes it makes in a second (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".waltap/demo",
      description =
          "Directory for all files, which the demo deletes first (default: ${DEFAULT-VALUE}).")
  private Path directory;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Start of the workload's random numbers (default: random).")
  private Long seed;

  private final PrintStream out;

  DemoCommandLine(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    require("--seconds", seconds, LONGEST);
    require("--rate", rate, FASTEST);
    long start = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
    Installation installation = Installation.find();
    DemoDirectory.prepare(directory);
    LogFile.in(directory);
    StopSignal stop = StopSignal.install();
    boolean terminal = Boolean.getBoolean("waltap.tty");
    return new DemoCommand(
            installation,
            new DemoCommand.Options(directory, seconds, start, rate, terminal),
            stop::received,
            out)
        .run();
  }

  private void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " must be from 1 to " + most + ", not " + value);
    }
  }
}

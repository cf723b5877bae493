/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import io.waltap.standalone.commands.PreflightCommand;
import io.waltap.standalone.commands.RunConfig;
import io.waltap.standalone.commands.RunProblem;
import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code preflight}, which needs no catalog. */
@Command(
    name = "preflight",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Checks a database: what prevents a start, and the SQL to fix it.",
    footerHeading = "%n",
    footer = "It reads the variables of run: ./waltap run --help lists them.")
final class PreflightCommandLine implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption option;

  private final PrintStream out;
  private final Map<String, String> environment;

  PreflightCommandLine(PrintStream out, Map<String, String> environment) {
    this.out = out;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    RunConfig config = option.read(spec.commandLine(), environment);
    List<RunProblem> problems = new ArrayList<>(config.problems(RunProblem.Area.SOURCE));
    // such as a key of the file that nothing reads
    problems.addAll(config.problems(RunProblem.Area.PROCESS));
    ConfigOption.refuse(spec.commandLine(), problems);
    LogFile.inPrivate(config.dataDirectory());
    return new PreflightCommand(Installation.find(), config, out).run();
  }
}

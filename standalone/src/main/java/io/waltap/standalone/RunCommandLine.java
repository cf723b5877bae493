/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import io.waltap.standalone.commands.RunCommand;
import io.waltap.standalone.commands.RunConfig;
import io.waltap.standalone.commands.StopSignal;
import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code run}. Its help ends with all variables. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Captures a database into an Iceberg catalog, until Ctrl-C or SIGTERM.")
final class RunCommandLine implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption option;

  private final PrintStream out;
  private final Map<String, String> environment;

  RunCommandLine(PrintStream out, Map<String, String> environment) {
    this.out = out;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    RunConfig config = option.read(spec.commandLine(), environment);
    ConfigOption.refuse(spec.commandLine(), config.problems());
    LogFile.inPrivate(config.dataDirectory());
    return new RunCommand(Installation.find(), config, StopSignal.install(), out).run();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import io.waltap.standalone.commands.ExitCodes;
import io.waltap.standalone.commands.RunReference;
import java.io.PrintStream;
import java.util.Map;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/** The command line with all its commands. Without a command, it prints its help. */
@Command(
    name = "waltap",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Captures the changes of a PostgreSQL database into Apache Iceberg tables.",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    footerHeading = "%n",
    footer = {
      "./waltap COMMAND --help has more about a command; that of run has all variables.",
      "./waltap --rebuild COMMAND builds Waltap first, in a source tree."
    })
final class WaltapCommandLine implements Runnable {
  private static final int WIDTH = 100;

  @Spec private CommandSpec spec;

  /**
   * @param out for what commands print while they run
   * @param environment as {@link System#getenv()}
   */
  static CommandLine of(PrintStream out, Map<String, String> environment) {
    CommandLine run = new CommandLine(new RunCommandLine(out, environment));
    run.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> RunReference.help());
    CommandLine waltap =
        new CommandLine(new WaltapCommandLine())
            .addSubcommand(new DemoCommandLine(out))
            .addSubcommand(new PreflightCommandLine(out, environment))
            .addSubcommand(run)
            .addSubcommand(new VersionCommandLine())
            .addSubcommand(new HelpCommandLine())
            .addSubcommand(completion());
    waltap.getCommandSpec().usageMessage().exitCodeList(ExitCodes.meanings());
    ErrorMessages errors = new ErrorMessages();
    return waltap
        .setExpandAtFiles(false)
        .setUsageHelpWidth(WIDTH)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static CommandLine completion() {
    CommandLine completion = new CommandLine(new GenerateCompletion());
    completion.setCommandName("completion");
    completion
        .getCommandSpec()
        .versionProvider(new Version())
        .usageMessage()
        .description(
            "Prints a script that completes commands and options in bash and zsh.",
            "",
            "  source <(./waltap completion)");
    return completion;
  }
}

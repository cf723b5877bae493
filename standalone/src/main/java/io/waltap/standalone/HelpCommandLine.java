/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command {@code help}. That of picocli has no option {@code --version}, and suggests no other
 * command for one that does not exist.
 */
@Command(
    name = "help",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Prints this help, or the help of a command.")
final class HelpCommandLine implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "COMMAND",
      description = "The command; without it, all commands are listed.")
  private String name;

  @Override
  public void run() {
    CommandLine waltap = spec.parent().commandLine();
    CommandLine command = name == null ? waltap : waltap.getSubcommands().get(name);
    if (command == null) {
      throw new UnmatchedArgumentException(waltap, List.of(name));
    }
    command.usage(waltap.getOut());
  }
}

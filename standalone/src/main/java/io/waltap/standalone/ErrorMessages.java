/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a user reads when a command cannot start or fails, and the exit code. */
final class ErrorMessages implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final int FAILED = 1;

  /** A wrong command line, or a configuration that cannot work. */
  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("waltap: " + message(e));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("See ./" + command.getCommandSpec().qualifiedName() + " --help.");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
    PrintWriter err = command.getErr();
    err.println();
    err.println("waltap: " + reason(e));
    LogFile.path()
        .ifPresent(
            log -> {
              LoggerFactory.getLogger(ErrorMessages.class).info("ended by an error", e);
              err.println("More is in the log: " + log);
            });
    return FAILED;
  }

  private static String message(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      String argument = unmatched.getUnmatched().get(0);
      return e.getCommandLine().getSubcommands().isEmpty()
          ? "unexpected argument \"" + argument + "\""
          : "unknown command \"" + argument + "\"";
    }
    return e.getMessage();
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

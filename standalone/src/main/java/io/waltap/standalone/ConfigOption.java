/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone;

import io.waltap.standalone.commands.RunConfig;
import io.waltap.standalone.commands.RunProblem;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option {@code --config}, and the configuration that it and the environment make. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Properties file: variables, and source.*, sink.*, worker.* and broker.*, which win over"
              + " variables.")
  private Path file;

  /** Reads everything, and prints the warnings. */
  RunConfig read(CommandLine command, Map<String, String> environment) throws IOException {
    RunConfig config =
        file == null
            ? RunConfig.of(environment, Map.of())
            : RunConfig.of(environment, properties(command), file);
    for (String warning : config.warnings()) {
      command.getErr().println("waltap: warning: " + warning);
    }
    return config;
  }

  /** Ends the command if there are problems. */
  static void refuse(CommandLine command, List<RunProblem> problems) {
    if (problems.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("the configuration has problems:");
    for (RunProblem problem : problems) {
      text.append("\n  ").append(problem.name()).append(' ').append(problem.message());
    }
    throw new ParameterException(command, text.toString());
  }

  private Map<String, String> properties(CommandLine command) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(command, "there is no file " + file);
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    Map<String, String> keys = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> keys.put(key, properties.getProperty(key)));
    return keys;
  }
}

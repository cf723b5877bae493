/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.commands.RunProblem.Area;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The configuration of {@code run} and {@code preflight}: environment variables and a properties
 * file, turned into properties of the source, the sink, the worker and the broker. Pure: it
 * connects to nothing. It finds every problem at once.
 *
 * <p>In the file, {@code source.*}, {@code sink.*}, {@code worker.*} and {@code broker.*} are
 * properties of these four parts and win over everything. A {@link Variable} in the file holds
 * where the environment does not have it.
 */
public final class RunConfig {
  private final ConnectorProperties source;
  private final ConnectorProperties sink;
  private final Map<String, String> worker;
  private final Map<String, String> broker;
  private final Path dataDirectory;
  private final Duration shutdownTimeout;
  private final List<RunProblem> problems;

  private RunConfig(RunInput input) {
    this.source = SourceConfig.of(input);
    this.sink = SinkConfig.of(input, source.values().get("topic.prefix"));
    this.worker = input.section("worker");
    this.broker = input.section("broker");
    this.dataDirectory = Path.of(input.value(Variable.DATA_DIR));
    this.shutdownTimeout =
        Duration.ofSeconds(input.number(Area.PROCESS, Variable.SHUTDOWN_TIMEOUT, 1, 86_400));
    this.problems = input.problems();
  }

  /**
   * Reads everything, and collects every problem.
   *
   * @param environment as {@link System#getenv()}
   * @param file the properties of {@code --config}; empty without the option
   * @param path where the file is, which stored configurations name
   */
  public static RunConfig of(Map<String, String> environment, Map<String, String> file, Path path) {
    return new RunConfig(new RunInput(environment, file, path));
  }

  /** With a file {@code waltap.properties} in the working directory, or without one. */
  public static RunConfig of(Map<String, String> environment, Map<String, String> file) {
    return of(environment, file, Path.of("waltap.properties"));
  }

  /** All problems; {@code run} starts only without any. */
  public List<RunProblem> problems() {
    return problems;
  }

  /** The problems of one part. */
  public List<RunProblem> problems(Area area) {
    return problems.stream().filter(problem -> problem.area() == area).toList();
  }

  /** The source connector's configuration with its secrets, and without its name. */
  public Map<String, String> source() {
    return source.values();
  }

  /** The same as Kafka Connect may store and show it. */
  Map<String, String> storedSource() {
    return source.stored();
  }

  /**
   * The sink connector's configuration with its secrets, without its name and the broker's address.
   */
  public Map<String, String> sink() {
    return sink.values();
  }

  /** The same as Kafka Connect may store and show it. */
  Map<String, String> storedSink() {
    return sink.stored();
  }

  /** Properties of the Connect worker, over those that it has anyway. */
  public Map<String, String> worker() {
    return worker;
  }

  /** Properties of the broker, over those that it has anyway. */
  public Map<String, String> broker() {
    return broker;
  }

  public Path dataDirectory() {
    return dataDirectory;
  }

  /** How long a stop waits for rows to land. */
  public Duration shutdownTimeout() {
    return shutdownTimeout;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.commands;

import io.waltap.standalone.commands.RunProblem.Area;
import io.waltap.standalone.landing.SecretFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The configuration of {@code run} and {@code preflight}: environment variables and a properties
 * file, turned into properties of the source, the sink, the worker and the broker. It connects to
 * nothing, and reads no other files than those that variables name. It finds every problem at once.
 *
 * <p>In the file, {@code source.*}, {@code sink.*}, {@code mirror.*}, {@code worker.*} and {@code
 * broker.*} are properties of these five parts and win over everything. One of the {@link
 * Variables} in the file holds where the environment does not have it.
 */
public final class RunConfig {
  private static final int MB = 1 << 20;

  private final ConnectorProperties source;
  private final LandingChoice landing;
  private final ConnectorProperties sink;
  private final ConnectorProperties mirror;
  private final Map<String, String> worker;
  private final Map<String, String> broker;
  private final Path dataDirectory;
  private final Duration shutdownTimeout;
  private final int healthPort;
  private final String healthHost;
  private final int maxRowMb;
  private final String namespace;
  private final Duration snapshotRetention;
  private final List<RunProblem> problems;
  private final List<String> warnings;

  private RunConfig(RunInput input, List<String> warnings) {
    this.source = SourceConfig.of(input);
    String topicPrefix = source.values().get("topic.prefix");
    this.landing = LandingChoice.of(input);
    this.sink = SinkConfig.of(input, topicPrefix);
    this.mirror = MirrorConfig.of(input, sink, topicPrefix);
    this.worker = worker(input);
    this.broker = values(input, "broker");
    this.dataDirectory = Path.of(input.text(ProcessVariables.DATA_DIR).orElseThrow());
    this.shutdownTimeout =
        Duration.ofSeconds(input.number(ProcessVariables.SHUTDOWN_TIMEOUT).orElseThrow());
    this.healthPort = input.number(ProcessVariables.HEALTH_PORT).orElseThrow();
    this.healthHost = input.text(ProcessVariables.HEALTH_HOST).orElseThrow();
    this.maxRowMb = input.number(ProcessVariables.MAX_ROW).orElseThrow();
    this.namespace = input.text(LakeVariables.NAMESPACE).orElseThrow();
    this.snapshotRetention = snapshotRetention(input);
    this.problems = input.problems();
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads everything, and collects every problem.
   *
   * @param environment as {@link System#getenv()}
   * @param file the properties of {@code --config}; empty without the option
   * @param path where the file is, which stored configurations name
   */
  public static RunConfig of(Map<String, String> environment, Map<String, String> file, Path path) {
    return new RunConfig(
        new RunInput(environment, file, path), UnknownVariables.warnings(environment));
  }

  /** With a file {@code waltap.properties} in the working directory, or without one. */
  public static RunConfig of(Map<String, String> environment, Map<String, String> file) {
    return of(environment, file, Path.of("waltap.properties"));
  }

  /**
   * A message of a library, without secrets of the configuration: some name the whole address of a
   * database, with its password.
   */
  String withoutSecrets(String message) {
    String text = source.withoutSecrets(String.valueOf(message));
    return mirror.withoutSecrets(sink.withoutSecrets(text));
  }

  /** All problems; {@code run} starts only without any. */
  public List<RunProblem> problems() {
    return problems;
  }

  /** The problems of one part. */
  public List<RunProblem> problems(Area area) {
    return problems.stream().filter(problem -> problem.area() == area).toList();
  }

  /** What the user may have meant otherwise; it keeps nothing from starting. */
  public List<String> warnings() {
    return warnings;
  }

  /** The source connector's configuration with its secrets, and without its name. */
  public Map<String, String> source() {
    return source.values();
  }

  /** The same as Kafka Connect may store and show it. */
  Map<String, String> storedSource() {
    return source.stored();
  }

  /** Whether the source has a list of the schemas or tables to capture. */
  public boolean tablesNamed() {
    return !source().getOrDefault("table.include.list", "").isBlank()
        || !source().getOrDefault("schema.include.list", "").isBlank();
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

  /** The mirror connector's configuration, in the same way. */
  Map<String, String> mirror() {
    return mirror.values();
  }

  /** The same as Kafka Connect may store and show it. */
  Map<String, String> storedMirror() {
    return mirror.stored();
  }

  /** Which sinks there are. */
  LandingChoice landing() {
    return landing;
  }

  /** The namespace of the Iceberg tables; with both sinks, of the mirrors. */
  public String namespace() {
    return landing.mirror() ? namespace : logNamespace();
  }

  /**
   * The namespace of the change log. If the file gives each schema a namespace of its own, it is
   * still where {@code run} has what belongs to all of them.
   */
  String logNamespace() {
    String routed = sink().getOrDefault("transforms.route.namespace", "");
    return routed.isBlank() ? namespace : routed;
  }

  /** The namespaces of all sinks that there may have been before, those of now first. */
  Set<String> allNamespaces() {
    return new LinkedHashSet<>(List.of(namespace(), logNamespace(), namespace));
  }

  /** How long snapshots are kept of the tables that {@code run} makes; zero: forever. */
  public Duration snapshotRetention() {
    return snapshotRetention;
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

  /** Where the health server listens; 0: there is none. */
  public int healthPort() {
    return healthPort;
  }

  /** The address of {@link #healthPort()}. */
  public String healthHost() {
    return healthHost;
  }

  /** The size of the largest row that all parts have to take. */
  public int maxRowBytes() {
    return maxRowMb * MB;
  }

  /** The same, from what a user gave. */
  static Duration snapshotRetention(RunInput input) {
    int fallback =
        input.given(LakeVariables.BUCKET).isPresent() ? 0 : LakeVariables.RETENTION_HOURS;
    return Duration.ofHours(input.number(LakeVariables.RETENTION).orElse(fallback));
  }

  /** The worker resolves references to the files of secrets as we do. */
  private static Map<String, String> worker(RunInput input) {
    Map<String, String> worker = new LinkedHashMap<>();
    worker.put("config.providers.directory.class", SecretFiles.class.getName());
    worker.putAll(values(input, "worker"));
    return Map.copyOf(worker);
  }

  private static Map<String, String> values(RunInput input, String section) {
    Map<String, String> values = new LinkedHashMap<>();
    input.section(section).forEach((property, given) -> values.put(property, given.value()));
    return Map.copyOf(values);
  }
}

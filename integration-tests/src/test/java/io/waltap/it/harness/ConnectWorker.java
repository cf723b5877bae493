/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waltap.embedded.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Connect worker in distributed mode, in its own process. It can be killed as a machine dies. The
 * connector comes only from {@code plugin.path}, as users deploy it.
 */
public final class ConnectWorker implements AutoCloseable {
  private static final String MAIN = "org.apache.kafka.connect.cli.ConnectDistributed";

  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC");

  private static final String LOGGING =
      """
      rootLogger.level = info
      rootLogger.appenderRef.console.ref = console
      appender.console.type = Console
      appender.console.name = console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d %-5p %c{1} [%t] %m%n
      logger.metadata.name = org.apache.kafka.clients.producer.ProducerConfig
      logger.metadata.level = warn
      logger.abstractconfig.name = org.apache.kafka.common.config.AbstractConfig
      logger.abstractconfig.level = warn
      """;

  private final String name;
  private final String group;
  private final KafkaServer kafka;
  private final Path directory;
  private final int port = FreePorts.one();
  private final Rest rest = new Rest(port);
  private final Thread lastResort = new Thread(this::destroy, "destroy-connect-worker");
  private Process process;
  private int incarnation;
  private final Map<String, String> settings;
  private final List<String> jvmOptions;

  private ConnectWorker(
      String name,
      String group,
      KafkaServer kafka,
      Map<String, String> settings,
      List<String> jvmOptions) {
    this.settings = settings;
    this.jvmOptions = jvmOptions;
    this.name = name;
    this.group = group;
    this.kafka = kafka;
    this.directory = WorkDirectory.fresh("connect-" + name);
  }

  /** Starts a worker and waits until its REST API answers. */
  public static ConnectWorker start(String name, KafkaServer kafka) {
    return start(name, kafka, Map.of());
  }

  /**
   * @param settings of the worker, in addition to the usual settings
   */
  public static ConnectWorker start(String name, KafkaServer kafka, Map<String, String> settings) {
    return start(name, kafka, settings, List.of());
  }

  /**
   * @param settings of the worker, in addition to the usual settings
   * @param jvmOptions of its process, after the usual options: the last of two equal options
   *     applies
   */
  public static ConnectWorker start(
      String name, KafkaServer kafka, Map<String, String> settings, List<String> jvmOptions) {
    ConnectWorker worker = new ConnectWorker(name, name, kafka, settings, jvmOptions);
    Runtime.getRuntime().addShutdownHook(worker.lastResort);
    worker.start();
    return worker;
  }

  /**
   * Starts one of several workers that share their topics, and does not wait for it.
   *
   * @param settings must also name the {@code group.id} that the workers share
   */
  static ConnectWorker member(
      String group, int index, KafkaServer kafka, Map<String, String> settings) {
    ConnectWorker worker =
        new ConnectWorker(group + "-" + index, group, kafka, settings, List.of());
    Runtime.getRuntime().addShutdownHook(worker.lastResort);
    worker.launch();
    return worker;
  }

  /** Starts the worker again after {@link #kill()}, with the connectors that it had. */
  public void start() {
    launch();
    awaitReady();
  }

  void awaitReady() {
    await("worker " + name + " to answer")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(200))
        .until(this::isReady);
  }

  /** Returns the worker's name in the status of a connector. */
  String id() {
    return "127.0.0.1:" + port;
  }

  /** Sends SIGKILL: the worker flushes no offsets and does not leave its group. */
  public void kill() {
    destroy();
  }

  /**
   * Sends SIGSTOP: the worker does nothing any more and does not know it. Its connections stay
   * open, and its groups give it up after a while.
   */
  public void freeze() {
    signal("STOP");
  }

  /** Sends SIGCONT: a frozen worker goes on where it was. */
  public void thaw() {
    signal("CONT");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Throws, with the end of the log, if the process has ended. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "worker " + name + " ended with " + process.exitValue() + "; its log ends: " + logTail());
    }
  }

  /** Returns the lines with this text in the log of all its lives. */
  public List<String> logged(String text) {
    try (Stream<String> lines = Files.lines(log())) {
      return lines.filter(line -> line.contains(text)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates a connector. It lives until it is closed, also when the worker dies. */
  public Connector create(TestDatabase database, ConnectorConfig config) {
    return Connector.create(new ConnectAccess(kafka, () -> rest, this::isAlive), database, config);
  }

  /**
   * Calls {@code PUT /connector-plugins/.../config/validate}.
   *
   * @return the errors of each property that has errors
   */
  public Map<String, List<String>> validate(ConnectorConfig config) {
    Map<String, String> named = new TreeMap<>(config.properties());
    named.put("name", config.name());
    JsonNode report =
        rest.call(
            "PUT",
            "connector-plugins/" + ConnectorConfig.CONNECTOR_CLASS + "/config/validate",
            named);
    Map<String, List<String>> errors = new TreeMap<>();
    for (JsonNode property : report.path("configs")) {
      List<String> texts = new ArrayList<>();
      property.path("value").path("errors").forEach(error -> texts.add(error.asText()));
      if (!texts.isEmpty()) {
        errors.put(property.path("value").path("name").asText(), texts);
      }
    }
    return errors;
  }

  /**
   * Returns the offsets that a connector has stored. They are read from Kafka itself, so the worker
   * may be dead.
   */
  public StoredOffsets storedOffsets(Connector connector) {
    return StoredOffsets.read(kafka, offsetsTopic(), connector.name());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }

  Rest rest() {
    return rest;
  }

  private void signal(String signal) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("worker " + name + " takes no signal " + signal);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void destroy() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady() {
    requireAlive();
    try {
      return rest.send("GET", "connectors", null).isSuccess();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private void launch() {
    incarnation++;
    process = spawn();
  }

  private Process spawn() {
    try {
      Files.createDirectories(directory);
      Path properties = directory.resolve("worker.properties");
      Files.writeString(properties, lines(workerProperties()));
      Path logging = directory.resolve("log4j2.properties");
      Files.writeString(logging, LOGGING);
      List<String> arguments = new ArrayList<>(JVM_OPTIONS);
      arguments.addAll(jvmOptions);
      arguments.add(quoted("-Dlog4j2.configurationFile=" + logging.toUri()));
      arguments.addAll(List.of("-cp", quoted(classPath()), MAIN, quoted(properties.toString())));
      // an argument file, since the class path is longer than the command line of some systems
      Path file = directory.resolve("java-arguments");
      Files.writeString(file, String.join(System.lineSeparator(), arguments));
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + file)
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> workerProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    // a different group in each life: otherwise the new worker waits until the group has given up
    // the dead one
    properties.put("group.id", "connect-" + name + "-" + incarnation);
    properties.put("config.storage.topic", "connect-" + group + "-configs");
    properties.put("config.storage.replication.factor", "1");
    properties.put("offset.storage.topic", offsetsTopic());
    properties.put("offset.storage.replication.factor", "1");
    properties.put("offset.storage.partitions", "1");
    properties.put("status.storage.topic", "connect-" + group + "-status");
    properties.put("status.storage.replication.factor", "1");
    properties.put("status.storage.partitions", "1");
    properties.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
    properties.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    properties.put("offset.flush.interval.ms", "1000");
    properties.put("listeners", "http://127.0.0.1:" + port);
    properties.put("rest.advertised.host.name", "127.0.0.1");
    properties.put("plugin.path", Settings.plugins().toString());
    // only plugins that are declared in META-INF/services, without a scan of the class path at
    // start
    properties.put("plugin.discovery", "service_load");
    properties.put("connector.client.config.override.policy", "All");
    properties.put("scheduled.rebalance.max.delay.ms", "0");
    // how long the group waits for a member that was killed during a rebalance
    properties.put("rebalance.timeout.ms", "15000");
    properties.putAll(settings);
    return properties;
  }

  private String offsetsTopic() {
    return "connect-" + group + "-offsets";
  }

  /**
   * The class path of this JVM, without the connector and its driver: these must come from the
   * plugin directory.
   */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("waltap-connector-postgresql"))
        .filter(entry -> !entry.contains(File.separator + "test-classes"))
        .filter(entry -> !entry.contains(Path.of("connector", "target").toString()))
        .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("postgresql-"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Path log() {
    return directory.resolve("worker.log");
  }

  private String logTail() {
    try {
      List<String> all = Files.readAllLines(log());
      return String.join(
          System.lineSeparator(), all.subList(Math.max(0, all.size() - 40), all.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String lines(Map<String, String> properties) {
    return properties.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

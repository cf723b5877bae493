/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.embedded.ConnectRest;
import io.waltap.embedded.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A Connect worker in its own process, in standalone mode, or in distributed mode if it supports
 * exactly-once. Each measurement starts a new one, so that no contender finds a heap or compiled
 * code of another.
 */
final class ConnectProcess implements AutoCloseable {
  private static final String STANDALONE = "org.apache.kafka.connect.cli.ConnectStandalone";
  private static final String DISTRIBUTED = "org.apache.kafka.connect.cli.ConnectDistributed";

  /** The largest request of a producer, in bytes. The broker takes such requests. */
  private static final String LARGEST_REQUEST = "33554432";

  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration FAREWELL = Duration.ofSeconds(20);
  private static final int LOG_TAIL = 4000;
  private static final int NOT_FOUND = 404;

  private static final String LOGGING =
      """
      rootLogger.level = warn
      rootLogger.appenderRef.console.ref = console
      appender.console.type = Console
      appender.console.name = console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d %-5p %c{1} [%t] %m%n
      logger.waltap.name = io.waltap
      logger.waltap.level = info
      logger.debezium.name = io.debezium
      logger.debezium.level = info
      """;

  private final Path directory;
  private final Process process;
  private final Thread lastResort;
  private final ConnectRest rest;
  private WorkerJmx jmx;

  private ConnectProcess(Path directory, Process process, ConnectRest rest) {
    this.directory = directory;
    this.process = process;
    this.rest = rest;
    this.lastResort = new Thread(process::destroyForcibly, "stop-worker-" + process.pid());
  }

  /**
   * The settings of a worker.
   *
   * @param directory for its files; offsets that an earlier worker stored there are used
   * @param pluginPath where connectors are loaded from
   * @param heap in the form of -Xmx
   * @param recording the file of the flight recorder's recording, if there is to be one
   * @param group of a worker in distributed mode with exactly-once support, and the prefix of its
   *     internal topics; empty: a worker in standalone mode
   * @param properties in addition to the properties of all workers
   */
  record Settings(
      Path directory,
      String bootstrapServers,
      List<Path> pluginPath,
      String heap,
      Optional<Path> recording,
      Optional<String> group,
      Map<String, String> properties) {
    Settings {
      pluginPath = List.copyOf(pluginPath);
      properties = Map.copyOf(properties);
    }
  }

  /** Starts a worker and returns when it answers over REST and over JMX. */
  static ConnectProcess start(Settings settings) throws InterruptedException {
    List<Integer> ports = FreePorts.distinct(2);
    URI url = URI.create("http://127.0.0.1:" + ports.get(0));
    Process process;
    try {
      process = launch(settings, url, ports.get(1));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a worker in " + settings.directory(), e);
    }
    ConnectProcess worker = new ConnectProcess(settings.directory(), process, new ConnectRest(url));
    Runtime.getRuntime().addShutdownHook(worker.lastResort);
    try {
      worker.awaitReady();
      worker.jmx = WorkerJmx.connect(process.pid(), ports.get(1));
      return worker;
    } catch (IOException e) {
      worker.close();
      throw new UncheckedIOException("the worker does not answer over JMX", e);
    } catch (RuntimeException | InterruptedException e) {
      worker.close();
      throw e;
    }
  }

  /**
   * The properties of a worker in standalone mode that have to do with speed. They are the same for
   * every contender.
   */
  static Map<String, String> producerProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("producer.linger.ms", "5");
    properties.put("producer.batch.size", "262144");
    properties.put("producer.compression.type", "lz4");
    properties.put("producer.buffer.memory", "67108864");
    properties.put("producer.max.request.size", LARGEST_REQUEST);
    return properties;
  }

  /**
   * The properties of a worker with exactly-once support that have to do with speed. They are few,
   * because the figures are to be those of a worker with Kafka Connect's defaults.
   */
  static Map<String, String> exactlyOnceProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("exactly.once.source.support", "enabled");
    properties.put("scheduled.rebalance.max.delay.ms", "0");
    properties.put("producer.max.request.size", LARGEST_REQUEST);
    return properties;
  }

  ConnectRest rest() {
    return rest;
  }

  WorkerJmx jmx() {
    return jmx;
  }

  /** Throws if the process has ended or the connector has failed. */
  void requireHealthy(String connector) {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the worker ended with " + process.exitValue() + "; its log ends:\n" + logTail());
    }
    ConnectRest.Status status;
    try {
      status = rest.status(connector);
    } catch (ConnectRest.RestException e) {
      if (e.status() == NOT_FOUND) {
        return; // just created: it has no status yet
      }
      throw e;
    }
    if (status.failed()) {
      throw new IllegalStateException(connector + " failed: " + status.failure());
    }
  }

  @Override
  public void close() {
    if (jmx != null) {
      try {
        jmx.close();
      } catch (UncheckedIOException e) {
        // the worker is gone already
      }
    }
    process.destroy();
    try {
      if (!process.waitFor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException e) {
      // this process is ending, and the hook finds nothing to do
    }
  }

  private void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + READY.toNanos();
    while (true) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the worker ended while starting:\n" + logTail());
      }
      try {
        rest.connectors();
        return;
      } catch (UncheckedIOException | ConnectRest.RestException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the worker does not answer:\n" + logTail(), e);
        }
      }
      Thread.sleep(100);
    }
  }

  private static Process launch(Settings settings, URI url, int jmxPort) throws IOException {
    Path directory = settings.directory().toAbsolutePath();
    Files.createDirectories(directory);
    Path properties = directory.resolve("worker.properties");
    Files.writeString(properties, lines(workerProperties(settings, url)));
    Path logging = directory.resolve("log4j2.properties");
    Files.writeString(logging, LOGGING);
    // an argument file, since the class path is longer than the command line of some systems
    Path arguments = directory.resolve("java-arguments");
    String recorder =
        settings
            .recording()
            .map(
                file ->
                    quoted(
                        "-XX:StartFlightRecording=dumponexit=true,settings=profile,filename="
                            + file))
            .orElse("");
    Files.writeString(
        arguments,
        String.join(
            System.lineSeparator(),
            recorder,
            "-Xmx" + settings.heap(),
            "-XX:+UseG1GC",
            "-Duser.timezone=UTC",
            "-Dcom.sun.management.jmxremote",
            "-Dcom.sun.management.jmxremote.host=127.0.0.1",
            "-Dcom.sun.management.jmxremote.port=" + jmxPort,
            "-Dcom.sun.management.jmxremote.rmi.port=" + jmxPort,
            "-Dcom.sun.management.jmxremote.authenticate=false",
            "-Dcom.sun.management.jmxremote.ssl=false",
            "-Djava.rmi.server.hostname=127.0.0.1",
            quoted("-Dlog4j2.configurationFile=" + logging.toUri()),
            "-cp",
            quoted(classPath()),
            settings.group().isPresent() ? DISTRIBUTED : STANDALONE,
            quoted(properties.toString())));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + arguments)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(directory).toFile()))
        .start();
  }

  /** All properties of a worker. */
  static Map<String, String> workerProperties(Settings settings, URI url) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("bootstrap.servers", settings.bootstrapServers());
    properties.put("listeners", url.toString());
    properties.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
    properties.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    properties.put("connector.client.config.override.policy", "All");
    properties.put(
        "plugin.path",
        settings.pluginPath().stream()
            .map(path -> path.toAbsolutePath().toString())
            .collect(Collectors.joining(",")));
    // hybrid_warn would read every class of every jar at each start
    properties.put("plugin.discovery", "service_load");
    properties.putAll(
        settings
            .group()
            .map(ConnectProcess::distributedProperties)
            .orElseGet(() -> standaloneProperties(settings.directory())));
    properties.putAll(settings.properties());
    return properties;
  }

  private static Map<String, String> standaloneProperties(Path directory) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(
        "offset.storage.file.filename", directory.toAbsolutePath().resolve("offsets").toString());
    properties.put("offset.flush.interval.ms", "10000");
    properties.putAll(producerProperties());
    return properties;
  }

  private static Map<String, String> distributedProperties(String group) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("group.id", group);
    properties.put("rest.advertised.host.name", "127.0.0.1");
    for (String topic : List.of("config", "offset", "status")) {
      properties.put(topic + ".storage.topic", group + "-" + topic);
      // there is one broker
      properties.put(topic + ".storage.replication.factor", "1");
    }
    properties.putAll(exactlyOnceProperties());
    return properties;
  }

  /**
   * The class path of this JVM, without the connector and its driver. Those come from the plugin
   * directory, as they do for users.
   */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry -> {
              String name = Path.of(entry).getFileName().toString();
              return !name.startsWith("waltap-connector-postgresql")
                  && !name.startsWith("postgresql-")
                  && !name.startsWith("jmh-");
            })
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path log(Path directory) {
    return directory.resolve("worker.log");
  }

  private String logTail() {
    try {
      String text = Files.readString(log(directory), StandardCharsets.UTF_8);
      return text.substring(Math.max(0, text.length() - LOG_TAIL));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
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

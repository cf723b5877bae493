/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench.soak;

import io.waltap.embedded.ConnectRest;
import io.waltap.embedded.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A Connect worker in distributed mode, in its own process. */
final class Worker implements AutoCloseable {
  private static final String MAIN = "org.apache.kafka.connect.cli.ConnectDistributed";
  private static final Duration READY = Duration.ofMinutes(2);

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
      """;

  private final Path directory;
  private final ChildProcess process;
  private final ConnectRest rest;
  private final int jmxPort;

  /**
   * @param directory for its files and its log
   * @param plugins where connectors are loaded from
   */
  Worker(Path directory, String bootstrapServers, Path plugins, boolean exactlyOnce)
      throws IOException {
    this.directory = directory.toAbsolutePath();
    List<Integer> ports = FreePorts.distinct(2);
    int port = ports.get(0);
    this.jmxPort = ports.get(1);
    this.rest = new ConnectRest(URI.create("http://127.0.0.1:" + port));
    Files.createDirectories(this.directory);
    Path logging = this.directory.resolve("log4j2.properties");
    Files.writeString(logging, LOGGING, StandardCharsets.UTF_8);
    Path properties = this.directory.resolve("worker.properties");
    Files.writeString(
        properties,
        lines(properties(bootstrapServers, port, plugins, exactlyOnce)),
        StandardCharsets.UTF_8);
    this.process =
        new ChildProcess(
            "worker",
            this.directory,
            List.of(
                "-Xmx768m",
                "-Duser.timezone=UTC",
                "-Dcom.sun.management.jmxremote",
                "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                "-Dcom.sun.management.jmxremote.port=" + jmxPort,
                "-Dcom.sun.management.jmxremote.rmi.port=" + jmxPort,
                "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=false",
                "-Djava.rmi.server.hostname=127.0.0.1",
                "-Dlog4j2.configurationFile=" + logging.toUri(),
                MAIN,
                properties.toString()));
  }

  ConnectRest rest() {
    return rest;
  }

  /** Starts the worker and returns when it answers. */
  void start() throws InterruptedException {
    process.start();
    long deadline = System.nanoTime() + READY.toNanos();
    while (!answers()) {
      process.requireAlive();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the worker does not answer; see " + directory);
      }
      Thread.sleep(200);
    }
  }

  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.stop();
  }

  /** The tables that do not stream, and why, as the connector shows them over JMX. */
  @SuppressWarnings("BanJNDI") // to a worker that we started, on the loopback address
  List<String> waitingTables() {
    List<String> waiting = new ArrayList<>();
    String url = "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + jmxPort + "/jmxrmi";
    try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(url))) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      for (ObjectName lane : server.queryNames(new ObjectName("io.waltap:type=lane,*"), null)) {
        Object tables = server.getAttribute(lane, "TablesNotStreaming");
        if (tables instanceof TabularData rows) {
          rows.values().forEach(row -> waiting.add(entry(row)));
        }
      }
    } catch (IOException | JMException e) {
      waiting.add("unknown, since JMX does not answer: " + e.getMessage());
    }
    return waiting;
  }

  private static String entry(Object row) {
    Collection<?> parts = row instanceof CompositeData data ? data.values() : List.of(row);
    return parts.stream().map(String::valueOf).collect(Collectors.joining(": "));
  }

  private boolean answers() {
    try {
      rest.connectors();
      return true;
    } catch (UncheckedIOException | ConnectRest.RestException e) {
      return false;
    }
  }

  private static Map<String, String> properties(
      String bootstrapServers, int port, Path plugins, boolean exactlyOnce) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("listeners", "http://127.0.0.1:" + port);
    properties.put("rest.advertised.host.name", "127.0.0.1");
    // one group for all lives of the worker, so that each life fences the last one's transactions
    properties.put("group.id", "connect-soak");
    properties.put("session.timeout.ms", "6000");
    properties.put("heartbeat.interval.ms", "1000");
    properties.put("rebalance.timeout.ms", "15000");
    properties.put("scheduled.rebalance.max.delay.ms", "0");
    for (String topic : List.of("config", "offset", "status")) {
      properties.put(topic + ".storage.topic", "connect-soak-" + topic);
      properties.put(topic + ".storage.replication.factor", "1");
    }
    properties.put("offset.storage.partitions", "1");
    properties.put("status.storage.partitions", "1");
    properties.put("offset.flush.interval.ms", "1000");
    properties.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
    properties.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    properties.put("connector.client.config.override.policy", "All");
    properties.put("plugin.path", plugins.toAbsolutePath().toString());
    // hybrid_warn would read every class of every jar at each start
    properties.put("plugin.discovery", "service_load");
    properties.put("exactly.once.source.support", exactlyOnce ? "enabled" : "disabled");
    return properties;
  }

  private static String lines(Map<String, String> properties) {
    return properties.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("\n"));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka broker, which is its own KRaft controller, in this JVM on 127.0.0.1. All its state is
 * in its directory: a broker that starts on the directory again has the same topics, also with
 * other ports.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private final KafkaRaftServer server;
  private final String bootstrapServers;
  private final String clusterId;

  private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers, String clusterId) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
    this.clusterId = clusterId;
  }

  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  /** The choices for a broker; {@link #start} makes it. */
  public static final class Builder {
    private final Path directory;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private int port;
    private int controllerPort;

    private Builder(Path directory) {
      this.directory = directory;
    }

    /** The port for clients; by default a free port. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** The port of the controller; by default a free port. */
    public Builder controllerPort(int controllerPort) {
      this.controllerPort = controllerPort;
      return this;
    }

    /** Records that are so large are taken; by default a mebibyte, as in Kafka. */
    public Builder largestRecord(int bytes) {
      setting("message.max.bytes", Integer.toString(bytes));
      setting("replica.fetch.max.bytes", Integer.toString(bytes));
      // the request has more than the record
      return setting("socket.request.max.bytes", Integer.toString(bytes + (1 << 20)));
    }

    /** A broker property, over what {@link EmbeddedKafka} sets. */
    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /** Broker properties, over what {@link EmbeddedKafka} sets. */
    public Builder settings(Map<String, String> more) {
      settings.putAll(more);
      return this;
    }

    /** Formats the directory if it is new, and starts the broker. */
    public EmbeddedKafka start() {
      List<Integer> free = FreePorts.distinct(2);
      int broker = port == 0 ? free.get(0) : port;
      int controller = controllerPort == 0 ? free.get(1) : controllerPort;
      Properties properties = new Properties();
      properties.putAll(defaults(broker, controller));
      properties.putAll(settings);
      String clusterId;
      try {
        createDirectory();
        clusterId = clusterId();
        format(properties, clusterId);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot prepare the broker's directory " + directory, e);
      }
      KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
      server.startup();
      return new EmbeddedKafka(server, "127.0.0.1:" + broker, clusterId);
    }

    /** A volume may refuse to be narrowed, which whoever made it has been told; it can be used. */
    private void createDirectory() throws IOException {
      try {
        PrivateFiles.createDirectory(directory);
      } catch (FileSystemException e) {
        if (!Files.isWritable(directory)) {
          throw e;
        }
      }
    }

    private Map<String, String> defaults(int broker, int controller) {
      Map<String, String> defaults = new LinkedHashMap<>();
      defaults.put("process.roles", "broker,controller");
      defaults.put("node.id", "1");
      // A static quorum: the controller's port is not stored, so it may change between starts.
      defaults.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
      defaults.put(
          "listeners", "PLAINTEXT://127.0.0.1:" + broker + ",CONTROLLER://127.0.0.1:" + controller);
      defaults.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + broker);
      defaults.put("controller.listener.names", "CONTROLLER");
      defaults.put("inter.broker.listener.name", "PLAINTEXT");
      defaults.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
      defaults.put("log.dirs", directory.resolve("log").toAbsolutePath().toString());
      defaults.put("offsets.topic.replication.factor", "1");
      defaults.put("offsets.topic.num.partitions", "5");
      defaults.put("transaction.state.log.replication.factor", "1");
      defaults.put("transaction.state.log.min.isr", "1");
      defaults.put("transaction.state.log.num.partitions", "5");
      defaults.put("share.coordinator.state.topic.replication.factor", "1");
      defaults.put("share.coordinator.state.topic.min.isr", "1");
      defaults.put("group.initial.rebalance.delay.ms", "0");
      // By default the cleaner's buffer takes 128 MB of heap.
      defaults.put("log.cleaner.dedupe.buffer.size", "8388608");
      defaults.put("num.network.threads", "2");
      defaults.put("num.io.threads", "4");
      return defaults;
    }

    private void format(Properties properties, String clusterId) throws IOException {
      Path file = directory.resolve("server.properties");
      StringWriter text = new StringWriter();
      properties.store(text, "written at every start, to format the directory");
      PrivateFiles.write(file, text.toString());
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      try (PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8)) {
        String[] arguments = {
          "format", "--ignore-formatted", "--cluster-id", clusterId, "--config", file.toString()
        };
        int exit = StorageTool.execute(arguments, out);
        if (exit != 0) {
          throw new IOException(
              "formatting ended with " + exit + ": " + output.toString(StandardCharsets.UTF_8));
        }
      } finally {
        Files.delete(file); // the user's own settings can have passwords
      }
    }

    private String clusterId() throws IOException {
      Path file = directory.resolve("cluster.id");
      if (!Files.exists(file)) {
        PrivateFiles.write(file, Uuid.randomUuid().toString());
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
  }

  /** The address for clients. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** The identity of the directory's log; a directory that is made again has another one. */
  public String clusterId() {
    return clusterId;
  }

  /** Stops the broker; every record that it acknowledged is on disk then. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import com.fasterxml.jackson.core.StreamReadConstraints;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;

/**
 * A Kafka Connect worker in distributed mode, in this JVM: a cluster of one worker. Connectors are
 * loaded from plugin directories, each in a class loader of its own, and are managed through the
 * REST API.
 */
public final class EmbeddedConnect implements AutoCloseable {
  /** The worker's own topics, by the property that names each. */
  public static final Map<String, String> TOPICS =
      Map.of(
          "config.storage.topic", "waltap-connect-configs",
          "offset.storage.topic", "waltap-connect-offsets",
          "status.storage.topic", "waltap-connect-status");

  private static final Duration READY = Duration.ofMinutes(2);
  private static final String PROVIDERS = "config.providers";
  private static final String PROVIDER_CLASSES = "org.apache.kafka.common.config.provider.";

  private final Connect<?> connect;
  private final URI url;
  private final String token;

  private EmbeddedConnect(Connect<?> connect, URI url, String token) {
    this.connect = connect;
    this.url = url;
    this.token = token;
  }

  /**
   * @param bootstrapServers the Kafka cluster that the worker belongs to
   */
  public static Builder builder(String bootstrapServers) {
    return new Builder(bootstrapServers);
  }

  /** The choices for a worker; {@link #start} makes it. */
  public static final class Builder {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private int port;
    private String token;

    private Builder(String bootstrapServers) {
      settings.put("bootstrap.servers", bootstrapServers);
      settings.put("group.id", "waltap-connect");
      settings.putAll(TOPICS);
      settings.put("config.storage.replication.factor", "1");
      settings.put("offset.storage.replication.factor", "1");
      settings.put("status.storage.replication.factor", "1");
      settings.put("status.storage.partitions", "1");
      // Connect reads all offsets for each question about them: so the topic is kept small.
      settings.put("offset.storage.partitions", "1");
      settings.put("offset.storage.segment.bytes", "8388608");
      settings.put("offset.storage.min.cleanable.dirty.ratio", "0.1");
      settings.put("key.converter", "io.waltap.connect.json.WaltapJsonConverter");
      settings.put("key.converter.schemas.enable", "true");
      settings.put("value.converter", "io.waltap.connect.json.WaltapJsonConverter");
      settings.put("value.converter.schemas.enable", "true");
      // Otherwise the converter writes a column's default where the column is NULL.
      settings.put("key.converter.replace.null.with.default", "false");
      settings.put("value.converter.replace.null.with.default", "false");
      settings.put("exactly.once.source.support", "enabled");
      settings.put("connector.client.config.override.policy", "All");
      // Secrets in a connector's configuration would be in the log of the config topic, and in the
      // answers of the REST API. ${env:NAME}, ${file:path:key} and ${directory:path:file} stand for
      // them.
      settings.put(PROVIDERS, "env,file,directory");
      settings.put("config.providers.env.class", PROVIDER_CLASSES + "EnvVarConfigProvider");
      settings.put("config.providers.file.class", PROVIDER_CLASSES + "FileConfigProvider");
      settings.put(
          "config.providers.directory.class", PROVIDER_CLASSES + "DirectoryConfigProvider");
      // All plugins of the distribution are listed in META-INF/services. Reading all classes of all
      // jars would take seconds.
      settings.put("plugin.discovery", "service_load");
      // By default the group waits five minutes for a lost worker, but here it is the only one.
      settings.put("scheduled.rebalance.max.delay.ms", "0");
      settings.put("session.timeout.ms", "10000");
      settings.put("heartbeat.interval.ms", "3000");
    }

    /** Directories of plugins: each subdirectory is one plugin. */
    public Builder pluginPath(Path... directories) {
      settings.put(
          "plugin.path",
          Arrays.stream(directories)
              .map(directory -> directory.toAbsolutePath().toString())
              .collect(Collectors.joining(",")));
      return this;
    }

    /** The port of the REST API; by default a free port. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** The REST API answers only to requests with this token; by default to all. */
    public Builder token(String token) {
      this.token = token;
      return this;
    }

    /** Records that are so large are sent; by default a mebibyte, as Kafka's producer has it. */
    public Builder largestRecord(int bytes) {
      settings.put("producer.max.request.size", Integer.toString(bytes));
      // the buffer must have room for one of them
      settings.put("producer.buffer.memory", Long.toString(Math.max(32L << 20, 2L * bytes)));
      // JSON is read by Jackson, which by itself refuses texts of more than 20 million characters.
      StreamReadConstraints.overrideDefaultStreamReadConstraints(
          StreamReadConstraints.builder().maxStringLength(bytes).build());
      return this;
    }

    /** How often source offsets are stored; the confirmed position of a slot lags as much. */
    public Builder offsetFlushInterval(Duration interval) {
      settings.put("offset.flush.interval.ms", Long.toString(interval.toMillis()));
      return this;
    }

    /**
     * Worker properties, over what {@link EmbeddedConnect} sets. The providers of {@code
     * config.providers} come in addition to its own.
     */
    public Builder settings(Map<String, String> more) {
      String ours = settings.get(PROVIDERS);
      settings.putAll(more);
      Set<String> providers = new LinkedHashSet<>(List.of(ours.split(",", -1)));
      for (String provider : settings.get(PROVIDERS).split(",", -1)) {
        providers.add(provider.strip());
      }
      settings.put(PROVIDERS, String.join(",", providers));
      return this;
    }

    /** Starts the worker and returns when its REST API answers. */
    public EmbeddedConnect start() {
      int chosen = port == 0 ? FreePorts.one() : port;
      URI url = URI.create("http://127.0.0.1:" + chosen);
      settings.putIfAbsent("listeners", url.toString());
      if (token != null) {
        settings.merge(
            "rest.extension.classes",
            RestToken.class.getName(),
            (given, checking) -> given + "," + checking);
        settings.put(RestToken.PROPERTY, token);
      }
      // Otherwise the worker would stop at a signal at the same time as whoever has started it, who
      // still needs it to stop in order.
      Exit.setShutdownHookAdder((name, hook) -> {});
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      try {
        // The start sets the plugins' class loader on our thread, where no other code needs it.
        Connect<?> connect = new ConnectDistributed().startConnect(settings);
        EmbeddedConnect worker = new EmbeddedConnect(connect, url, token);
        worker.rest().awaitReady(READY);
        return worker;
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }

  /** The address of the REST API. */
  public URI restUrl() {
    return url;
  }

  /** A client of the REST API. */
  public ConnectRest rest() {
    return new ConnectRest(url, token);
  }

  /** Stops the tasks, which store their offsets, and leaves the group. */
  @Override
  public void close() {
    connect.stop();
    connect.awaitStop();
  }
}

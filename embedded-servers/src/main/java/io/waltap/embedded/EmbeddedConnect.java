/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;

/**
 * A Kafka Connect worker in distributed mode, in this JVM: a cluster of one worker. Connectors are
 * loaded from plugin directories, each in a class loader of its own, and are managed through the
 * REST API.
 */
public final class EmbeddedConnect implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(2);

  private final Connect<?> connect;
  private final URI url;

  private EmbeddedConnect(Connect<?> connect, URI url) {
    this.connect = connect;
    this.url = url;
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

    private Builder(String bootstrapServers) {
      settings.put("bootstrap.servers", bootstrapServers);
      settings.put("group.id", "waltap-connect");
      settings.put("config.storage.topic", "waltap-connect-configs");
      settings.put("config.storage.replication.factor", "1");
      settings.put("offset.storage.topic", "waltap-connect-offsets");
      settings.put("offset.storage.replication.factor", "1");
      settings.put("offset.storage.partitions", "5");
      settings.put("status.storage.topic", "waltap-connect-status");
      settings.put("status.storage.replication.factor", "1");
      settings.put("status.storage.partitions", "1");
      settings.put("key.converter", "io.waltap.connect.json.WaltapJsonConverter");
      settings.put("key.converter.schemas.enable", "true");
      settings.put("value.converter", "io.waltap.connect.json.WaltapJsonConverter");
      settings.put("value.converter.schemas.enable", "true");
      // Otherwise the converter writes a column's default where the column is NULL.
      settings.put("key.converter.replace.null.with.default", "false");
      settings.put("value.converter.replace.null.with.default", "false");
      settings.put("exactly.once.source.support", "enabled");
      settings.put("connector.client.config.override.policy", "All");
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

    /** How often source offsets are stored; the confirmed position of a slot lags as much. */
    public Builder offsetFlushInterval(Duration interval) {
      settings.put("offset.flush.interval.ms", Long.toString(interval.toMillis()));
      return this;
    }

    /** Worker properties, over what {@link EmbeddedConnect} sets. */
    public Builder settings(Map<String, String> more) {
      settings.putAll(more);
      return this;
    }

    /** Starts the worker and returns when its REST API answers. */
    public EmbeddedConnect start() {
      int chosen = port == 0 ? FreePorts.one() : port;
      URI url = URI.create("http://127.0.0.1:" + chosen);
      settings.putIfAbsent("listeners", url.toString());
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      try {
        // The start sets the plugins' class loader on our thread, where no other code needs it.
        Connect<?> connect = new ConnectDistributed().startConnect(settings);
        EmbeddedConnect worker = new EmbeddedConnect(connect, url);
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
    return new ConnectRest(url);
  }

  /** Stops the tasks, which store their offsets, and leaves the group. */
  @Override
  public void close() {
    connect.stop();
    connect.awaitStop();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.standalone.Installation;
import io.waltap.standalone.embedded.EmbeddedKafka;
import io.waltap.standalone.embedded.EmbeddedPostgres;
import io.waltap.standalone.embedded.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PostgreSQL in processes of its own, the broker in this one, and workers when they are wanted. */
final class BenchServers implements AutoCloseable {
  private final BenchOptions options;
  private final Installation installation;
  private final EmbeddedPostgres postgres;
  private final EmbeddedKafka kafka;
  private final BenchTopics topics;

  private BenchServers(
      BenchOptions options,
      Installation installation,
      EmbeddedPostgres postgres,
      EmbeddedKafka kafka) {
    this.options = options;
    this.installation = installation;
    this.postgres = postgres;
    this.kafka = kafka;
    this.topics = new BenchTopics(kafka.bootstrapServers());
  }

  static BenchServers start(BenchOptions options, Installation installation) throws IOException {
    Path directory = options.directory().toAbsolutePath();
    FileTree.delete(directory.resolve("kafka"));
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder(installation.postgresBinaries())
            .directory(directory.resolve("postgres"))
            .fresh()
            .settings(postgresSettings())
            .start();
    try {
      EmbeddedKafka kafka =
          EmbeddedKafka.builder(directory.resolve("kafka")).settings(kafkaSettings()).start();
      return new BenchServers(options, installation, postgres, kafka);
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  /** What differs from a server as it comes: room for the backlog, and no work of its own while we measure. */
  static Map<String, String> postgresSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("max_replication_slots", "200");
    settings.put("shared_buffers", "512MB");
    settings.put("max_wal_size", "64GB");
    settings.put("checkpoint_timeout", "1h");
    settings.put("autovacuum", "off");
    return settings;
  }

  BenchOptions options() {
    return options;
  }

  EmbeddedPostgres postgres() {
    return postgres;
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  BenchTopics topics() {
    return topics;
  }

  Installation installation() {
    return installation;
  }

  /** A worker that has never run anything. */
  ConnectProcess startWorker() throws IOException, InterruptedException {
    Path directory = options.directory().toAbsolutePath().resolve("worker");
    FileTree.delete(directory);
    List<Path> plugins = new ArrayList<>();
    plugins.add(installation.plugins());
    options.avroPlugin().ifPresent(plugins::add);
    return ConnectProcess.start(
        new ConnectProcess.Settings(directory, kafka.bootstrapServers(), plugins, options.heap()));
  }

  /**
   * A connector's properties.
   *
   * @param name of the connector, its slot and its topics
   */
  Map<String, String> connector(
      Contender contender, BenchDatabase database, ValueFormat format, String name, String mode) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("connector.class", contender.connectorClass());
    properties.put("tasks.max", "1");
    properties.put("database.hostname", "127.0.0.1");
    properties.put("database.port", Integer.toString(postgres.port()));
    properties.put("database.user", postgres.user());
    properties.put("database.password", postgres.password());
    properties.put("database.dbname", database.name());
    properties.put("topic.prefix", name);
    properties.put("plugin.name", "pgoutput");
    properties.put("slot.name", name);
    properties.put("publication.name", BenchDatabase.PUBLICATION);
    properties.put("publication.autocreate.mode", "disabled");
    properties.put("schema.include.list", "public");
    properties.put("snapshot.mode", mode);
    properties.putAll(format.properties(options.registry()));
    properties.putAll(contender.properties());
    if (contender == Contender.WALTAP) {
      properties.putAll(options.waltapProperties());
    }
    return properties;
  }

  @Override
  public void close() {
    try {
      topics.close();
      kafka.close();
    } finally {
      postgres.close();
    }
  }

  private static Map<String, String> kafkaSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("message.max.bytes", "33554432");
    // what was measured is deleted before the next one writes
    settings.put("log.segment.delete.delay.ms", "1000");
    return settings;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.bench;

import io.waltap.embedded.EmbeddedKafka;
import io.waltap.embedded.EmbeddedPostgres;
import io.waltap.embedded.FileTree;
import io.waltap.standalone.landing.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * PostgreSQL in its own processes, the broker in this process, and workers when they are needed.
 */
final class BenchServers implements AutoCloseable {
  private final BenchOptions options;
  private final Installation installation;
  private final Optional<AvroPlugin> avro;
  private final EmbeddedPostgres postgres;
  private final EmbeddedKafka kafka;
  private final BenchTopics topics;
  private final Profiles profiles;

  private BenchServers(
      BenchOptions options,
      Installation installation,
      Optional<AvroPlugin> avro,
      EmbeddedPostgres postgres,
      EmbeddedKafka kafka) {
    this.options = options;
    this.installation = installation;
    this.avro = avro;
    this.postgres = postgres;
    this.kafka = kafka;
    this.topics = new BenchTopics(kafka.bootstrapServers());
    this.profiles = Profiles.in(options.directory(), options.profile());
  }

  /**
   * Starts PostgreSQL and the broker, both empty.
   *
   * @param avro present if Avro is measured
   */
  static BenchServers start(
      BenchOptions options, Installation installation, Optional<AvroPlugin> avro)
      throws IOException {
    Path directory = options.directory().toAbsolutePath();
    FileTree.delete(directory.resolve("kafka"));
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder(installation.postgresBinaries())
            .directory(directory.resolve("postgres"))
            .fresh()
            .settings(postgresSettings(options))
            .start();
    try {
      EmbeddedKafka kafka =
          EmbeddedKafka.builder(directory.resolve("kafka")).settings(kafkaSettings()).start();
      return new BenchServers(options, installation, avro, postgres, kafka);
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  /**
   * The settings that differ from a new server's: room for the backlog, and no background work
   * during a measurement.
   */
  static Map<String, String> postgresSettings(BenchOptions options) {
    int lanes = options.lanes().stream().mapToInt(Integer::intValue).sum();
    Map<String, String> settings = new LinkedHashMap<>();
    // a slot for each run of a workload, or for each lane in all rounds, and some for making them
    settings.put("max_replication_slots", Integer.toString(200 + options.rounds() * lanes));
    settings.put("max_wal_senders", "40");
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

  Profiles profiles() {
    return profiles;
  }

  Installation installation() {
    return installation;
  }

  /** Starts a worker without stored offsets. */
  ConnectProcess startWorker() throws IOException, InterruptedException {
    return startWorker(emptyDirectory(), Map.of());
  }

  /**
   * Starts a worker in distributed mode with exactly-once support, without stored offsets.
   *
   * @param group of the worker, and the prefix of its topics; no earlier worker had it
   */
  ConnectProcess startExactlyOnceWorker(String group) throws IOException, InterruptedException {
    return start(emptyDirectory(), Optional.of(group), Map.of());
  }

  /**
   * Starts a worker that continues from the offsets in its directory.
   *
   * @param directory where offsets are read and stored
   * @param properties in addition to the properties of all workers
   */
  ConnectProcess startWorker(Path directory, Map<String, String> properties)
      throws InterruptedException {
    return start(directory, Optional.empty(), properties);
  }

  /**
   * Starts a worker without stored offsets that loads the sinks, and not the sources.
   *
   * @param sinks where they are loaded from
   */
  ConnectProcess startSinkWorker(Path sinks) throws IOException, InterruptedException {
    return ConnectProcess.start(
        new ConnectProcess.Settings(
            emptyDirectory(),
            kafka.bootstrapServers(),
            List.of(sinks),
            options.heap(),
            Optional.empty(),
            Optional.empty(),
            Map.of()));
  }

  private Path emptyDirectory() throws IOException {
    Path directory = options.directory().toAbsolutePath().resolve("worker");
    FileTree.delete(directory);
    return directory;
  }

  private ConnectProcess start(
      Path directory, Optional<String> group, Map<String, String> properties)
      throws InterruptedException {
    List<Path> plugins = new ArrayList<>();
    plugins.add(installation.plugins());
    avro.ifPresent(plugin -> plugins.add(plugin.path()));
    return ConnectProcess.start(
        new ConnectProcess.Settings(
            directory,
            kafka.bootstrapServers(),
            plugins,
            options.heap(),
            profiles.recording(),
            group,
            properties));
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
    properties.putAll(format.properties(avro, options.registry()));
    properties.putAll(contender.properties(properties.get("value.converter")));
    properties.putAll(options.connectorProperties());
    if (contender.isWaltap()) {
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
    // what was measured is deleted before the next contender writes
    settings.put("log.segment.delete.delay.ms", "1000");
    return settings;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.demo;

import io.waltap.embedded.EmbeddedPostgres;
import io.waltap.embedded.PrivateFiles;
import io.waltap.standalone.landing.MirrorProperties;
import io.waltap.standalone.landing.SecretReference;
import io.waltap.standalone.landing.SinkProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The demo's names, and the configurations of its source and its two sinks.
 *
 * @param directory of the demo, absolute
 */
record DemoConfig(Path directory) {
  /** Of the mirrors. */
  static final String NAMESPACE = "shop";

  /** Of the change log. */
  static final String LOG_NAMESPACE = "shop_changes";

  static final String SOURCE = "demo-source";
  static final String SINK = "demo-sink";
  static final String MIRROR = "demo-mirror";
  static final String CONTROL_TOPIC = "demo-control-iceberg";
  static final String TOPIC_PREFIX = "demo";

  private static final String PASSWORD = "password";
  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(2);

  /** The topics of the tables. */
  static Set<String> tableTopics() {
    return Workload.TABLES.stream()
        .map(table -> TOPIC_PREFIX + ".public." + table)
        .collect(Collectors.toSet());
  }

  /**
   * The source's configuration. Its password is in a private file, because the broker stores the
   * configuration, and no other account may have the password of a superuser.
   */
  Map<String, String> source(EmbeddedPostgres postgres) throws IOException {
    Path secrets = directory.resolve("postgres.properties");
    PrivateFiles.write(secrets, PASSWORD + "=" + postgres.password() + "\n");
    Map<String, String> source = new LinkedHashMap<>();
    source.put("connector.class", "io.waltap.connect.PostgresSourceConnector");
    source.put("tasks.max", "1");
    source.put("database.hostname", "127.0.0.1");
    source.put("database.port", Integer.toString(postgres.port()));
    source.put("database.user", postgres.user());
    source.put("database.password", SecretReference.toFile(secrets, PASSWORD));
    source.put("database.dbname", DemoDatabase.NAME);
    source.put("topic.prefix", TOPIC_PREFIX);
    source.put("slot.name", DemoDatabase.SLOT);
    source.put("publication.name", DemoDatabase.SLOT);
    source.put("publication.autocreate.mode", "filtered");
    source.put("table.include.list", "public.customers,public.orders");
    source.put("snapshot.mode", "initial");
    source.put("tombstones.on.delete", "false");
    source.put("heartbeat.interval.ms", "1000");
    source.putAll(MirrorProperties.ofSource());
    return source;
  }

  Map<String, String> sink() {
    Map<String, String> sink =
        new SinkProperties(TOPIC_PREFIX, LOG_NAMESPACE, CONTROL_TOPIC, COMMIT_INTERVAL).toMap();
    sink.putAll(SinkProperties.inOneProcess());
    sink.putAll(SinkProperties.metadataCleanup());
    catalog().forEach((name, value) -> sink.put("iceberg.catalog." + name, value));
    sink.put("consumer.override.metadata.max.age.ms", "2000");
    return sink;
  }

  Map<String, String> mirror() {
    Map<String, String> mirror =
        new MirrorProperties(TOPIC_PREFIX, NAMESPACE, COMMIT_INTERVAL).toMap();
    mirror.putAll(MirrorProperties.inOneProcess());
    mirror.putAll(SinkProperties.metadataCleanup());
    catalog().forEach((name, value) -> mirror.put("iceberg.catalog." + name, value));
    mirror.put("consumer.override.metadata.max.age.ms", "2000");
    mirror.put("mirror.index.dir", directory.resolve("index").toString());
    // Otherwise tables of this size would have no delete files.
    mirror.put("mirror.rewrite.below.bytes", "0");
    // The workload ends, so that no record follows the last transaction.
    mirror.put(MirrorProperties.IDLE, "1000");
    return mirror;
  }

  /** The Iceberg catalog, without the sink's prefix of its properties. */
  Map<String, String> catalog() {
    // Not Path.toUri: Hadoop takes an encoded blank literally.
    return Map.of("type", "hadoop", "warehouse", "file://" + warehouse());
  }

  Path warehouse() {
    return directory.resolve("warehouse");
  }
}

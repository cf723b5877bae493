/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.standalone.landing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the Iceberg sinks of {@code ./waltap demo} and {@code ./waltap run} have in common: our
 * transforms, one Iceberg table for each source table, and settings of the Apache sink.
 *
 * @param topicPrefix the source's topic.prefix
 * @param namespace the Iceberg namespace of the tables
 * @param controlTopic for messages between the sink's tasks and its coordinator; each sink needs a
 *     topic of its own
 * @param commitInterval how often written files become a snapshot; the sink has no limit by rows
 */
public record SinkProperties(
    String topicPrefix, String namespace, String controlTopic, Duration commitInterval) {
  public static final String COMMIT_INTERVAL = "iceberg.control.commit.interval-ms";

  /** How long the coordinator waits for all tasks before it commits what it has. */
  public static final String COMMIT_TIMEOUT = "iceberg.control.commit.timeout-ms";

  /** The topics of tables: prefix.schema.table, but not prefix.transaction or heartbeats. */
  public static String dataTopics(String topicPrefix) {
    return topicPrefix.replace(".", "\\.") + "\\.[^.]+\\..+";
  }

  public Map<String, String> toMap() {
    Map<String, String> sink = new LinkedHashMap<>();
    sink.put("connector.class", "org.apache.iceberg.connect.IcebergSinkConnector");
    sink.put("tasks.max", "1");
    sink.put("topics.regex", dataTopics(topicPrefix));

    sink.put("transforms", "flatten,route,types");
    sink.put("transforms.flatten.type", "io.waltap.transforms.FlattenChange");
    sink.put("transforms.route.type", "io.waltap.transforms.RouteTable");
    sink.put("transforms.route.namespace", namespace);
    sink.put("transforms.route.topic.prefix", topicPrefix);
    sink.put("transforms.route.target.field", "_target");
    sink.put("transforms.types.type", "io.waltap.transforms.IcebergTypes");

    sink.put("iceberg.tables.dynamic-enabled", "true");
    sink.put("iceberg.tables.route-field", "_target");
    sink.put("iceberg.tables.auto-create-enabled", "true");
    sink.put("iceberg.tables.evolve-schema-enabled", "true");
    // A required column that the source drops would end the task with a NullPointerException.
    sink.put("iceberg.tables.schema-force-optional", "true");
    sink.put("iceberg.tables.auto-create-props.format-version", "2");
    // When another client compacts the table, commits conflict, and the default is four retries.
    sink.put("iceberg.tables.auto-create-props.commit.retry.num-retries", "20");

    sink.put("iceberg.control.topic", controlTopic);
    sink.put(COMMIT_INTERVAL, Long.toString(commitInterval.toMillis()));
    sink.put(COMMIT_TIMEOUT, "60000");
    sink.put("iceberg.control.commit.max-consecutive-failures", "5");
    sink.put("iceberg.kafka.auto.offset.reset", "earliest");

    sink.put("consumer.override.auto.offset.reset", "earliest");
    sink.put("consumer.override.isolation.level", "read_committed");
    // How soon the sink finds the topic of a new table; by default after five minutes.
    sink.put("consumer.override.metadata.max.age.ms", "10000");
    return sink;
  }

  /**
   * For tables whose files nobody else cleans up. Each commit writes a file of metadata, which
   * lists all snapshots again; without these properties the old ones are kept forever.
   */
  public static Map<String, String> metadataCleanup() {
    Map<String, String> sink = new LinkedHashMap<>();
    sink.put("iceberg.tables.auto-create-props.write.metadata.delete-after-commit.enabled", "true");
    sink.put("iceberg.tables.auto-create-props.write.metadata.previous-versions-max", "100");
    return sink;
  }

  /**
   * Shorter waits and less memory, where broker, worker and sink are one process: no network can be
   * slow, and there is one heap.
   */
  public static Map<String, String> inOneProcess() {
    Map<String, String> sink = new LinkedHashMap<>();
    // A task that starts misses the first question of the coordinator, which then waits so long.
    sink.put(COMMIT_TIMEOUT, "10000");
    // The sink's coordinator does not leave its group when it stops, so the next one waits so long;
    // by default 45 seconds.
    sink.put("iceberg.kafka.session.timeout.ms", "6000");
    sink.put("iceberg.kafka.heartbeat.interval.ms", "2000");
    // The same after a kill, for the group of the tasks.
    sink.putAll(MirrorProperties.inOneProcess());
    // The sink has a file open for each table that has changed since the last commit, and each has
    // a buffer of this size; by default a mebibyte.
    sink.put("iceberg.tables.write-props.write.parquet.page-size-bytes", "65536");
    return sink;
  }

  /**
   * Adds the broker's address, which is known only when the broker runs. In a cluster the sink
   * finds it through the command line of the worker's JVM; here that is our own command line.
   */
  public static Map<String, String> withKafka(Map<String, String> sink, String bootstrapServers) {
    Map<String, String> complete = new LinkedHashMap<>(sink);
    complete.putIfAbsent("iceberg.kafka.bootstrap.servers", bootstrapServers);
    return complete;
  }
}

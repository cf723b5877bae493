/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.SinkConnector;
import io.waltap.it.harness.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A mirror sink on the topics of a database, and what its tables have. */
final class MirrorPipeline implements AutoCloseable {
  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

  private final Lake lake;
  private final SinkConnector sink;
  private final Map<String, String> config;

  private MirrorPipeline(Lake lake, SinkConnector sink, Map<String, String> config) {
    this.lake = lake;
    this.sink = sink;
    this.config = Map.copyOf(config);
  }

  /** The source of all tables, with what a mirror needs of it. */
  static ConnectorConfig source(TestDatabase database) {
    return ConnectorConfig.of(database, "public\\..*")
        .with("mirror.signals.enabled", "true")
        .with("skipped.operations", "none")
        .with("value.converter.replace.null.with.default", "false");
  }

  /** Starts the sink; the topics may exist or not. */
  static MirrorPipeline start(
      TestDatabase database, Lake lake, ConnectWorker worker, Map<String, String> more) {
    String prefix = database.prefix();
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", "io.waltap.mirror.MirrorSinkConnector");
    config.put("topics.regex", prefix + "\\..*");
    config.put("key.converter", JSON);
    config.put("value.converter", JSON);
    config.put("value.converter.replace.null.with.default", "false");
    config.put("header.converter", JSON);
    config.put("mirror.namespace", Lake.NAMESPACE);
    config.put("mirror.transaction.idle.ms", "1000");
    // the tables of tests are small, and would have no deletion vectors
    config.put("mirror.rewrite.below.bytes", "0");
    config.put("iceberg.control.commit.interval-ms", "500");
    config.put("mirror.locate", "both");
    String index = "index-" + UUID.randomUUID(); // two sinks of a database may run at a time
    config.put("mirror.index.dir", Lake.Directories.fresh(index).toString());
    config.put("consumer.override.auto.offset.reset", "earliest");
    config.put("consumer.override.isolation.level", "read_committed");
    config.put("consumer.override.metadata.max.age.ms", "1000");
    config.put("consumer.override.session.timeout.ms", "6000");
    config.put("consumer.override.heartbeat.interval.ms", "1000");
    lake.catalog().forEach((name, value) -> config.put("iceberg.catalog." + name, value));
    config.putAll(more);
    SinkConnector sink = SinkConnector.create(worker, prefix + "-mirror", config);
    sink.awaitRunning();
    return new MirrorPipeline(lake, sink, config);
  }

  /** The same pipeline, whose sink is asked through another worker of the group. */
  MirrorPipeline through(ConnectWorker worker) {
    return new MirrorPipeline(lake, sink.through(worker), config);
  }

  /** The sink itself. */
  SinkConnector sink() {
    return sink;
  }

  /** Changes properties of the sink while it runs. */
  void reconfigure(Map<String, String> more) {
    Map<String, String> changed = new HashMap<>(config);
    changed.putAll(more);
    sink.reconfigure(changed);
  }

  /** The rows of a table as texts of their columns, sorted by the first of these. */
  List<List<String>> rows(String table, List<String> columns) {
    Map<String, List<String>> rows = new TreeMap<>();
    List<List<String>> doubled = new ArrayList<>();
    for (Map<String, Object> row : lake.reader().rows(Lake.NAMESPACE, table)) {
      List<String> texts = columns.stream().map(column -> String.valueOf(row.get(column))).toList();
      if (rows.put(texts.get(0), texts) != null) {
        doubled.add(texts);
      }
    }
    if (!doubled.isEmpty()) {
      throw new AssertionError("rows with the same key in " + table + ": " + doubled);
    }
    return List.copyOf(rows.values());
  }

  /**
   * Waits until a table has the same rows as PostgreSQL.
   *
   * @param columns the first is the key
   * @param select selects their texts, each row as one text with {@code |} between the columns
   */
  void awaitEqual(TestDatabase database, String table, List<String> columns, String select) {
    await(table + " as in PostgreSQL")
        .atMost(Settings.patience())
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              requireRunning();
              Map<String, List<String>> expected = new TreeMap<>();
              for (String row : database.texts(select)) {
                List<String> texts = List.of(row.split("\\|", -1));
                expected.put(texts.get(0), texts);
              }
              List<List<String>> landed =
                  lake.rowCount(table) == 0 ? List.of() : rows(table, columns);
              if (!landed.equals(List.copyOf(expected.values()))) {
                throw new AssertionError(
                    "expected " + List.copyOf(expected.values()) + ", landed " + landed);
              }
            });
  }

  /** Restarts a task that has failed, as after the death of a worker. */
  void restartIfFailed() {
    if (sink.failure() != null) {
      sink.restartFailed();
    }
  }

  private void requireRunning() {
    String failure = sink.failure();
    if (failure != null) {
      throw new IllegalStateException("the sink has failed: " + failure);
    }
  }

  @Override
  public void close() {
    sink.close();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.landing;

import static org.awaitility.Awaitility.await;

import io.waltap.it.harness.ConnectWorker;
import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.Settings;
import io.waltap.it.harness.SinkConnector;
import io.waltap.it.harness.TestDatabase;
import io.waltap.standalone.landing.Landing;
import io.waltap.standalone.landing.SinkProgress;
import io.waltap.standalone.landing.SinkProperties;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A pipeline from a test's database into a lake: our connector, a broker, our transforms and
 * Iceberg's sink. The sink is configured as the standalone process configures it.
 */
final class Pipeline implements AutoCloseable {
  private final Connector source;
  private final SinkConnector sink;
  private final Landing landing;

  private Pipeline(Connector source, SinkConnector sink, Landing landing) {
    this.source = source;
    this.sink = sink;
    this.landing = landing;
  }

  /**
   * Describes a pipeline of some tables ({@code schema.table}). Each table needs a row: a sink that
   * starts before its topics exist would be rebalanced for each of them.
   */
  static Builder of(TestDatabase database, String... tables) {
    return new Builder(database, tables);
  }

  /** The parts of a pipeline. */
  static final class Builder {
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

    private final TestDatabase database;
    private final String[] tables;
    private final Map<String, String> sink = new LinkedHashMap<>();
    private ConnectorConfig source;
    private ConnectWorker sourceWorker;
    private ConnectWorker sinkWorker;

    private Builder(TestDatabase database, String... tables) {
      this.database = database;
      this.tables = tables.clone();
      this.source =
          ConnectorConfig.of(
              database,
              Arrays.stream(tables)
                  .map(table -> table.replace(".", "\\."))
                  .collect(Collectors.joining(",")));
      String prefix = database.prefix();
      sink.putAll(
          new SinkProperties(prefix, Lake.NAMESPACE, prefix + "-control", Duration.ofSeconds(1))
              .toMap());
      sink.put("key.converter", JSON);
      sink.put("value.converter", JSON);
      sink.put("header.converter", JSON);
      sink.put("consumer.override.metadata.max.age.ms", "1000");
      // the groups and the transactions of a dead task are given up as soon as a broker allows
      sink.put("consumer.override.session.timeout.ms", "6000");
      sink.put("consumer.override.heartbeat.interval.ms", "1000");
      sink.put("iceberg.kafka.session.timeout.ms", "6000");
      sink.put("iceberg.kafka.heartbeat.interval.ms", "1000");
      sink.put("iceberg.kafka.transaction.timeout.ms", "10000");
    }

    Builder into(Lake lake) {
      lake.catalog().forEach((name, value) -> sink.put("iceberg.catalog." + name, value));
      return this;
    }

    /** Sets a property of the source. */
    Builder source(String name, String value) {
      source = source.with(name, value);
      return this;
    }

    /** Sets a property of the sink. */
    Builder sink(String name, String value) {
      sink.put(name, value);
      return this;
    }

    /** Sets a whole configuration of the sink, over what is set here. */
    Builder sink(Map<String, String> properties) {
      sink.putAll(properties);
      return this;
    }

    /** Sets the same property of both, as converters need it. */
    Builder both(String name, String value) {
      return source(name, value).sink(name, value);
    }

    /** Sets the worker of the source; the default is the shared worker. */
    Builder sourceOn(ConnectWorker worker) {
      sourceWorker = worker;
      return this;
    }

    /** Sets the worker of the sink; the default is the shared worker. */
    Builder sinkOn(ConnectWorker worker) {
      sinkWorker = worker;
      return this;
    }

    /** Starts the source, and then the sink when each table has a topic. */
    Pipeline start() {
      String bootstrapServers = Servers.kafka().bootstrapServers();
      String name = database.prefix() + "-sink";
      Landing landing =
          new Landing(
              bootstrapServers,
              sink.get("topics.regex"),
              List.of(SinkProgress.changeLog(name, sink.get("iceberg.control.topic"))));
      Connector connector = null;
      try {
        connector =
            (sourceWorker == null ? Servers.connect() : sourceWorker).create(database, source);
        connector.awaitRunning();
        awaitTopics(landing);
        landing.createTopics();
        SinkConnector started =
            SinkConnector.create(
                sinkWorker == null ? Servers.connect() : sinkWorker,
                name,
                SinkProperties.withKafka(sink, bootstrapServers));
        started.awaitRunning();
        return new Pipeline(connector, started, landing);
      } catch (RuntimeException | Error e) {
        landing.close();
        if (connector != null) {
          connector.close();
        }
        throw e;
      }
    }

    private void awaitTopics(Landing landing) {
      await("topics of all tables")
          .atMost(Settings.patience())
          .pollInterval(Duration.ofMillis(200))
          .until(
              () ->
                  Arrays.stream(tables)
                      .allMatch(
                          table -> landing.topics().contains(database.prefix() + "." + table)));
    }
  }

  Connector source() {
    return source;
  }

  /** Waits until everything that is committed in PostgreSQL now is in a snapshot of its table. */
  void awaitLanded() {
    source.awaitCaughtUp();
    if (!landing.awaitCommitted(patience(), () -> sink.failure() != null)) {
      throw new AssertionError("not everything landed; failure of the sink: " + sink.failure());
    }
  }

  /** Waits in the same way, and restarts failed tasks meanwhile, as after the death of a worker. */
  void awaitLandedWithRestarts() {
    source.awaitCaughtUp();
    boolean landed =
        landing.awaitCommitted(
            patience(),
            () -> {
              restartIfFailed();
              return false;
            });
    if (!landed) {
      throw new AssertionError("not everything landed; " + landing.backlog());
    }
  }

  /** Returns how much the sink has written to files and announced, in offsets. */
  long announced() {
    Landing.Backlog backlog = landing.backlog();
    return backlog.produced() - backlog.remaining();
  }

  /**
   * Waits until the sink has announced more files than this. A moment later they are in the table.
   */
  void awaitAnnounced(long more) {
    await("more files announced than up to " + more)
        .atMost(patience())
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              restartIfFailed();
              return announced() > more;
            });
  }

  void restartIfFailed() {
    if (sink.failure() != null) {
      sink.restartFailed();
    }
  }

  @Override
  public void close() {
    try (landing;
        source) {
      sink.close();
    }
  }

  /** A commit takes a round of the sink's own group; rounds that were lost add to it. */
  private static Duration patience() {
    return Settings.patience().multipliedBy(2);
  }
}

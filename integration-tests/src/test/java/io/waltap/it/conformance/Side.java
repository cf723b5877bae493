/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.Map;

/** One of the two connectors that capture the same database, and its topics. */
final class Side implements AutoCloseable {
  private static final String DEBEZIUM = "io.debezium.connector.postgresql.PostgresConnector";

  private final Connector connector;
  private final TopicReader reader;

  private Side(Connector connector, String prefix) {
    this.connector = connector;
    this.reader = new TopicReader(Servers.kafka().bootstrapServers(), prefix);
  }

  static Side waltap(TestDatabase database, ConformanceCase scenario) {
    // the two prefixes are of the same length, so that limits on lengths would meet both
    return start(database, scenario, ConnectorConfig.CONNECTOR_CLASS, "w");
  }

  static Side debezium(TestDatabase database, ConformanceCase scenario) {
    return start(database, scenario, DEBEZIUM, "d");
  }

  private static Side start(
      TestDatabase database, ConformanceCase scenario, String connectorClass, String mark) {
    String prefix = database.prefix() + mark;
    ConnectorConfig config =
        ConnectorConfig.of(database, scenario.tableIncludeList())
            .with("publication.autocreate.mode", "disabled")
            .with("snapshot.max.threads", "1")
            .with("poll.interval.ms", "50");
    for (Map.Entry<String, String> property : scenario.properties().entrySet()) {
      if (!property.getKey().equals("table.include.list")) {
        config = config.with(property.getKey(), property.getValue());
      }
    }
    config =
        config
            .with("connector.class", connectorClass)
            .with("topic.prefix", prefix)
            .with("slot.name", database.slot() + "_" + mark);
    return new Side(Servers.connect().create(database, config), prefix);
  }

  TopicReader reader() {
    return reader;
  }

  Connector connector() {
    return connector;
  }

  /** Throws if the task has failed. */
  void requireHealthy() {
    if (connector.taskState().equals("FAILED")) {
      throw new AssertionError(connector.name() + " has failed: " + connector.status());
    }
  }

  @Override
  public void close() {
    reader.close();
    connector.close();
  }
}

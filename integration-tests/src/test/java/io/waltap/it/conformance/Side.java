/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.conformance;

import io.waltap.it.harness.Connector;
import io.waltap.it.harness.ConnectorConfig;
import io.waltap.it.harness.Servers;
import io.waltap.it.harness.TestDatabase;
import java.util.Map;

/** One of the two connectors that capture the same database, and its topics. */
final class Side implements AutoCloseable {

  private final Connector connector;
  private final TopicReader reader;

  private Side(Connector connector, String prefix) {
    this.connector = connector;
    this.reader = new TopicReader(Servers.kafka().bootstrapServers(), prefix);
  }

  static Side waltap(TestDatabase database, ConformanceCase scenario) {
    // both prefixes have the same length, so that a limit on lengths would apply to both
    return start(database, scenario, config(database), "w");
  }

  static Side debezium(TestDatabase database, ConformanceCase scenario) {
    return start(database, scenario, config(database).asDebezium(), "d");
  }

  private static ConnectorConfig config(TestDatabase database) {
    return ConnectorConfig.of(database, "")
        .with("publication.autocreate.mode", "disabled")
        .with("snapshot.max.threads", "1")
        .with("poll.interval.ms", "50");
  }

  private static Side start(
      TestDatabase database, ConformanceCase scenario, ConnectorConfig defaults, String mark) {
    String prefix = database.prefix() + mark;
    ConnectorConfig config = defaults;
    for (Map.Entry<String, String> property : scenario.properties().entrySet()) {
      config = config.with(property.getKey(), property.getValue());
    }
    config =
        config
            .with("table.include.list", scenario.tableIncludeList())
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

/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.it.harness;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The configuration that a user would POST, for the test's database. It is immutable. */
public final class ConnectorConfig {
  public static final String CONNECTOR_CLASS = "io.waltap.connect.PostgresSourceConnector";

  private static final String OWN_JSON = "io.waltap.connect.json.WaltapJsonConverter";
  private static final String KAFKAS_JSON = "org.apache.kafka.connect.json.JsonConverter";

  private final Map<String, String> properties;

  private ConnectorConfig(Map<String, String> properties) {
    this.properties = Collections.unmodifiableMap(properties);
  }

  /** The defaults of the tests: the publication is created for exactly the included tables. */
  public static ConnectorConfig of(TestDatabase database, String tableIncludeList) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("connector.class", CONNECTOR_CLASS);
    properties.put("tasks.max", "1");
    properties.put("database.hostname", database.server().host());
    properties.put("database.port", Integer.toString(database.server().port()));
    properties.put("database.user", database.server().user());
    properties.put("database.password", database.server().password());
    properties.put("database.dbname", database.name());
    properties.put("topic.prefix", database.prefix());
    properties.put("plugin.name", "pgoutput");
    properties.put("slot.name", database.slot());
    properties.put("publication.name", database.publication());
    properties.put("publication.autocreate.mode", "filtered");
    properties.put("table.include.list", tableIncludeList);
    properties.put("heartbeat.interval.ms", "500");
    properties.put("status.update.interval.ms", "500");
    // a test should not wait a minute for the next attempt
    properties.put("reconnect.backoff.ms", "200");
    properties.put("reconnect.backoff.max.ms", "1000");
    properties.put("slot.retry.delay.ms", "300");
    // converters that show schema and logical types, also in headers
    properties.put("key.converter", OWN_JSON);
    properties.put("value.converter", OWN_JSON);
    properties.put("header.converter", KAFKAS_JSON);
    return new ConnectorConfig(properties);
  }

  public ConnectorConfig with(String name, String value) {
    Map<String, String> changed = new TreeMap<>(properties);
    changed.put(name, value);
    return new ConnectorConfig(changed);
  }

  /** The same for Debezium's connector, with Kafka's own converter, as its users have it. */
  public ConnectorConfig asDebezium() {
    return with("connector.class", "io.debezium.connector.postgresql.PostgresConnector")
        .with("key.converter", KAFKAS_JSON)
        .with("value.converter", KAFKAS_JSON);
  }

  /** Small records: without a schema next to the payload. */
  public ConnectorConfig withoutSchemas() {
    return with("key.converter.schemas.enable", "false")
        .with("value.converter.schemas.enable", "false")
        .with("header.converter.schemas.enable", "false");
  }

  /** The connector's name: the topic prefix. */
  String name() {
    return properties.get("topic.prefix");
  }

  Map<String, String> properties() {
    return properties;
  }
}

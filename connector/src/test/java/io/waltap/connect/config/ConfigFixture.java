/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;

/** The smallest valid set of properties, and what a test adds to it. */
final class ConfigFixture {

  private ConfigFixture() {}

  /** The required properties and these: key, value, key, value... */
  static Map<String, String> properties(String... more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "orders-source");
    properties.put("topic.prefix", "srv");
    properties.put("database.hostname", "db.example");
    properties.put("database.user", "replicator");
    properties.put("database.dbname", "shop");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return properties;
  }

  static ConnectorConfig config(String... more) {
    return new ConnectorConfig(properties(more));
  }

  /** What the definition alone finds wrong with a property. */
  static List<String> errors(String key, String value) {
    ConfigValue result = ConnectorConfig.definition().validateAll(properties(key, value)).get(key);
    return result.errorMessages();
  }
}

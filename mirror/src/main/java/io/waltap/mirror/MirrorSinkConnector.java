/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * Keeps, for each PostgreSQL table whose change events are in a topic, an Iceberg table with the
 * same rows. It reads the envelopes of Waltap's and Debezium's source connectors.
 */
public final class MirrorSinkConnector extends SinkConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return Version.CURRENT;
  }

  @Override
  public void start(Map<String, String> props) {
    properties = Map.copyOf(props);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return MirrorSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    List<Map<String, String>> configs = new ArrayList<>();
    for (int i = 0; i < maxTasks; i++) {
      configs.add(properties);
    }
    return configs;
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return MirrorConfig.CONFIG;
  }

  @Override
  public Config validate(Map<String, String> connectorConfigs) {
    Config config = super.validate(connectorConfigs);
    boolean valid =
        config.configValues().stream().allMatch(value -> value.errorMessages().isEmpty());
    if (valid) {
      try {
        new MirrorConfig(connectorConfigs);
      } catch (ConfigException e) {
        catalog(config).addErrorMessage(e.getMessage());
      }
    }
    return config;
  }

  private static ConfigValue catalog(Config config) {
    return config.configValues().stream()
        .filter(value -> value.name().equals(MirrorConfig.CATALOG))
        .findFirst()
        .orElseThrow();
  }
}

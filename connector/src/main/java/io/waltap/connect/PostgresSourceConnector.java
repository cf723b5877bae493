/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.config.Problem;
import io.waltap.connect.convert.Version;
import io.waltap.connect.layout.LayoutChange;
import io.waltap.connect.layout.OffsetReset;
import io.waltap.connect.preflight.Preflight;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures the changes of a PostgreSQL database's tables through logical replication and emits them
 * as Debezium-style change events. Property names, topics, keys and envelopes are those of
 * Debezium's PostgreSQL connector.
 */
public final class PostgresSourceConnector extends SourceConnector {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSourceConnector.class);

  private Map<String, String> properties;
  private LayoutChange lanes;

  @Override
  public String version() {
    return Version.VALUE;
  }

  @Override
  public void start(Map<String, String> configuration) {
    properties = Map.copyOf(configuration);
    lanes = new LayoutChange(properties, context().offsetStorageReader(), context());
  }

  @Override
  public Class<? extends Task> taskClass() {
    return PostgresSourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return lanes.tasks(maxTasks);
  }

  @Override
  public void stop() {
    // null if the start failed
    if (lanes != null) {
      lanes.close();
    }
  }

  @Override
  public ConfigDef config() {
    return ConnectorConfig.definition();
  }

  /**
   * Checks the properties, and then the server that they name. Each finding is reported for the
   * property that causes it.
   */
  @Override
  public Config validate(Map<String, String> configuration) {
    Config result = super.validate(configuration);
    if (hasErrors(result)) {
      return result;
    }
    for (Problem problem : ConnectorConfig.problems(configuration)) {
      report(result, problem.property(), problem.message());
    }
    if (hasErrors(result)) {
      return result;
    }
    for (Problem problem : Preflight.check(new ConnectorConfig(configuration))) {
      String message =
          problem.remedy().isEmpty()
              ? problem.message()
              : problem.message() + " Remedy: " + problem.remedy();
      if (problem.severity() == Problem.Severity.ERROR) {
        report(result, problem.property(), message);
      } else {
        LOG.warn("{}: {}", problem.property(), message);
      }
    }
    return result;
  }

  /**
   * Supported: a table gives the same records at the same position, and each position is stored
   * together with its records.
   */
  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> configuration) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  /**
   * Checks the offsets that an operator sets by PATCH or DELETE /connectors/{name}/offsets. Refuses
   * a change that would leave a gap.
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> configuration, Map<Map<String, ?>, Map<String, ?>> offsets) {
    new OffsetReset(new ConnectorConfig(configuration)).check(offsets);
    return true;
  }

  /**
   * With {@code transaction.boundary=connector} a Kafka transaction holds whole PostgreSQL
   * transactions.
   */
  @Override
  public ConnectorTransactionBoundaries canDefineTransactionBoundaries(
      Map<String, String> configuration) {
    return ConnectorTransactionBoundaries.SUPPORTED;
  }

  private static boolean hasErrors(Config config) {
    return config.configValues().stream().anyMatch(value -> !value.errorMessages().isEmpty());
  }

  private static void report(Config config, String property, String message) {
    for (ConfigValue value : config.configValues()) {
      if (value.name().equals(property)) {
        value.addErrorMessage(message);
        return;
      }
    }
    ConfigValue value = new ConfigValue(property);
    value.addErrorMessage(message);
    config.configValues().add(value);
  }
}

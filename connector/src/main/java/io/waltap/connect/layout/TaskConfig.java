/* SPDX-License-Identifier: Apache-2.0 */
package io.waltap.connect.layout;

import io.waltap.connect.config.ConnectorConfig;
import io.waltap.connect.pgoutput.TableId;
import java.util.Map;

/**
 * The configuration of one task: the connector's configuration, and the lane that the task runs.
 * Immutable.
 *
 * @param connector the configuration of the whole connector
 * @param lane the task's lane
 */
public record TaskConfig(ConnectorConfig connector, Lane lane) {

  /**
   * @param properties as Connect hands them to the task
   * @throws org.apache.kafka.common.config.ConfigException if they are wrong
   */
  public static TaskConfig of(Map<String, String> properties) {
    ConnectorConfig connector = new ConnectorConfig(properties);
    return new TaskConfig(connector, Lane.of(properties, connector.baseSlot()));
  }

  /** The lane's own slot. */
  public String slot() {
    return lane.slot();
  }

  /** {@code slot.name}: the first lane's slot. */
  public String baseSlot() {
    return lane.baseSlot();
  }

  public String topicPrefix() {
    return connector.topics().prefix();
  }

  public String publication() {
    return connector.replication().publicationName();
  }

  /** Whether this lane captures the table. */
  public boolean captures(TableId table) {
    return connector.filters().includes(table) && lane.carries(table);
  }

  /**
   * Whether this lane tells what is wrong with a published table: it captures the table, or it is
   * the first lane, and no lane captures it.
   */
  public boolean warnsOf(TableId table) {
    return captures(table) || lane.index() == 0 && !connector.filters().includes(table);
  }
}
